/** Reads what runs took from the start of their processes to their first results. */
import { In, type DataSource } from 'typeorm';
import { Run } from '../entities/run.entity';
import { afterStartFacts, coldStartOf, type ColdStart } from './cold-start';
import { groupBy } from './group-by';
import { trialsOf } from './stored-trials';

/** Of each run; null where none of its trials started alone. Of training where it is raced: before, its first step was not cold. */
export async function coldStartsOfRuns(
  dataSource: DataSource,
  runIds: readonly string[],
): Promise<(ColdStart | null)[]> {
  const runs = await dataSource.getRepository(Run).find({
    select: { id: true, race: { id: true, metric: true } },
    relations: { race: true },
    where: [
      { id: In(runIds), race: { task: 'INFERENCE' } },
      { id: In(runIds), race: { metric: 'TIME_TO_FIRST_RESULT' } },
    ],
  });
  const known = runs.map(({ id }) => id);
  const byStart = runs.filter(({ race }) => race.metric === 'TIME_TO_FIRST_RESULT').map(({ id }) => id);
  const started = ['tags', 'phases', 'experiment'] as const;
  const rows = await trialsOf(dataSource, 'runId', known, started);
  const raced = await trialsOf(dataSource, 'runId', byStart, [...started, 'blocks', 'warmUpBlocks']);
  const [byRun, racedByRun] = [rows, raced].map((each) => groupBy(each, ({ runId }) => runId));
  return runIds.map((id) => {
    const start = coldStartOf(byRun?.get(id) ?? []);
    return start && { ...start, ...afterStartFacts(racedByRun?.get(id) ?? []) };
  });
}

/** Reads what runs took from a change of their model to its first result. */
import { In, type DataSource } from 'typeorm';
import { Run } from '../entities/run.entity';
import { afterStartFacts } from './cold-start';
import { editStartOf, type EditStart } from './edit-start';
import { groupBy } from './group-by';
import { trialsOf } from './stored-trials';

const FIELDS = ['tags', 'phases', 'experiment', 'blocks', 'warmUpBlocks'] as const;

/** Of each run; null where no change of a model is raced. */
export async function editStartsOfRuns(
  dataSource: DataSource,
  runIds: readonly string[],
): Promise<(EditStart | null)[]> {
  const runs = await dataSource.getRepository(Run).find({
    select: { id: true, race: { id: true, scenario: true } },
    relations: { race: true },
    where: { id: In(runIds), race: { metric: 'TIME_TO_FIRST_RESULT' } },
  });
  const changed = runs.filter(({ race }) => race.scenario?.experimentation).map(({ id }) => id);
  const byRun = groupBy(await trialsOf(dataSource, 'runId', changed, FIELDS), ({ runId }) => runId);
  return runIds.map((id) => {
    const trials = byRun.get(id) ?? [];
    const start = editStartOf(trials);
    return start && { ...start, ...afterStartFacts(trials) };
  });
}

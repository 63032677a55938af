/**
 * Runs by their ids, taken from those of their races where these are read in the same moment: whatever names a run
 * mostly stands beside the list that it is in.
 */
import type { Run } from '../entities/run.entity';
import type { RaceReader } from '../racing/race-reader';

export class RunsAtHand {
  private readonly known = new Map<string, Run>();
  private readonly reading: Promise<unknown>[] = [];

  constructor(private readonly reader: Pick<RaceReader, 'runs' | 'runsOfRaces'>) {}

  /** As the reader's. */
  async ofRaces(raceIds: readonly string[], isBrief: boolean): Promise<Run[][]> {
    const reading = this.reader.runsOfRaces(raceIds, isBrief);
    this.reading.push(reading);
    const lists = await reading;
    for (const run of lists.flat()) this.known.set(run.id, run);
    return lists;
  }

  /** In the order of the ids; null where nothing has the id. To be called once whoever wants the runs of a race has asked. */
  async byIds(ids: readonly string[]): Promise<(Run | null)[]> {
    await Promise.allSettled(this.reading);
    const missing = ids.filter((id) => !this.known.has(id));
    const read = missing.length === 0 ? [] : await this.reader.runs(missing);
    for (const run of read) if (run) this.known.set(run.id, run);
    return ids.map((id) => this.known.get(id) ?? null);
  }
}

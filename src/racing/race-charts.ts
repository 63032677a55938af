/** What the charts of a race show, from its rows. Null where it has nothing of the kind, or nothing yet. */
import type { Blocks } from '../charts/blocks';
import type { ChartFrame } from '../charts/chart';
import type { Roofline } from '../charts/roofline';
import type { Stage, Stages } from '../charts/stages';
import type { MachineLimit } from '../entities/machine-limit.entity';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { StoredTrial } from '../entities/stored-trial';
import { median } from '../statistics/descriptive';
import { entrants } from '../statistics/race-analysis';
import { streamRate } from '../statistics/share-of-limit';
import { compulsoryBytes, flopsPerIteration } from '../workloads/graph-facts';
import { cautionOf } from './chart-caution';
import type { ColdStartFacts } from './cold-start';
import type { EditStartFacts, WorkPhases } from './edit-start';
import { groupBy } from './group-by';
import { unitOfMeasured } from './measured-unit';
import { measuredBy, storedSample, timesBlocks } from './metric';
import { fixedGraphOf } from './race-workload';

/** `kind`: in the chart's id, as a race has several. */
export function frameOf(race: Race, kind: string, what: string): ChartFrame {
  const title = `${race.workload}, ${race.task.toLowerCase()}: ${what}`;
  return { id: `${race.id}-${kind}`, title, finding: race.verdict, caution: cautionOf(race) };
}

/** `trials`: of all its runs. */
export function blocksOf(race: Race, runs: readonly Run[], trials: readonly StoredTrial[]): Blocks | null {
  const complete = trials.filter(({ tags }) => !tags.includes('INCOMPLETE'));
  const byRun = groupBy(complete, ({ runId }) => runId);
  const measured = entrants(runs).map(({ id, label }) => ({
    label,
    amounts: (byRun.get(id) ?? []).flatMap((trial) => storedSample(trial, race.metric).blockSeconds),
  }));
  const everything = measured.flatMap(({ amounts }) => amounts).filter(Number.isFinite);
  if (everything.length === 0) return null;
  const { unit, scale } = unitOfMeasured(measuredBy(race.metric), median(everything));
  return {
    ...frameOf(race, 'blocks', timesBlocks(race.metric) ? 'time of each block' : 'what each process took'),
    unit,
    entrants: measured.map(({ label, amounts }) => ({ label, values: amounts.map((amount) => amount * scale) })),
  };
}

const STAGES = [
  ['start of the process', 'spawnSeconds'],
  ['import', 'importSeconds'],
  ['initialise', 'initialiseSeconds'],
  ['build', 'buildSeconds'],
  ['compile', 'compileSeconds'],
  ['first result', 'firstResultSeconds'],
] as const satisfies readonly (readonly [string, keyof ColdStartFacts])[];

/** In order of time; of a change in a process that goes on, those that come after it. */
export function stagesOf(start: ColdStartFacts | EditStartFacts): Stage[] {
  return STAGES.flatMap(([name, field]) =>
    field in start ? [{ name, seconds: start[field as keyof WorkPhases] }] : [],
  );
}

/** `starts`: of each run, in their order; null where none of its processes started alone. */
export function coldStartsOf(
  race: Race,
  runs: readonly Run[],
  starts: readonly (ColdStartFacts | EditStartFacts | null)[],
): Stages | null {
  if (!starts.some((start) => start !== null)) return null;
  return {
    ...frameOf(
      race,
      'cold-start',
      `from the ${race.scenario?.experimentation?.process === 'LIVE' ? 'change' : 'start'} to the first result`,
    ),
    unit: 's',
    rows: runs.map(({ label }, index) => {
      const start = starts[index];
      if (!start) return { label, stages: [] };
      return { label, stages: stagesOf(start), totalSeconds: start.timeToFirstResultSeconds };
    }),
  };
}

/** `limit`: of its machine, for its precision and threads. */
export function rooflineOf(race: Race, runs: readonly Run[], limit: MachineLimit): Roofline | null {
  const graph = fixedGraphOf(race);
  if (!graph || !race.analysis || !timesBlocks(race.metric)) return null;
  const flops = flopsPerIteration(graph, race.task);
  const bytes = compulsoryBytes(graph, race.task, race.precision);
  const seconds = new Map(race.analysis.runs.map(({ runId, secondsPerIteration }) => [runId, secondsPerIteration]));
  // Work without a matrix product has no place under the roof of products.
  if (flops === 0 || ![...seconds.values()].some((interval) => interval !== null)) return null;
  return {
    ...frameOf(race, 'roofline', 'how near to the limits of the machine'),
    peakFlopsPerSecond: limit.flopsPerSecond,
    bandwidthBytesPerSecond: streamRate(limit.streams, bytes),
    entrants: entrants(runs).map(({ id, label }) => {
      const interval = seconds.get(id);
      return { label, flopsPerByte: flops / bytes, flopsPerSecond: interval ? flops / interval.value : null };
    }),
  };
}

/** One trial as spans: the life of its worker before the first block, the warm-up, and every block. */
import type { Attributes, Context } from '@opentelemetry/api';
import type { Run } from '../entities/run.entity';
import type { TrialPhases } from '../entities/trial.entity';
import type { PlacedBlock } from '../racing/block-codec';
import type { MeasuredTrial } from '../racing/race-fact';
import type { SpanClock } from './span-clock';
import type { PastSpan, SpanWriter } from './span-writer';

/** A trial with what its spans need beside it. */
export interface TracedTrial {
  readonly trial: MeasuredTrial;
  readonly run: Run | undefined;
  /** When its worker was asked to build; null where nobody told. */
  readonly buildAt: number | null;
  readonly endedAt: number;
}

const NANOSECONDS_PER_MILLISECOND = 1e6;

type Phase = readonly [name: string, duration: keyof TrialPhases];

/** One after the other: from the start of the process, and from the moment it was asked to build. */
const STARTING: readonly Phase[] = [
  ['spawn', 'spawnNanoseconds'],
  ['import', 'importNanoseconds'],
  ['initialise', 'initialiseNanoseconds'],
];
const BUILDING: readonly Phase[] = [
  ['build', 'buildNanoseconds'],
  ['compile', 'compileNanoseconds'],
  ['first result', 'firstResultNanoseconds'],
];

export function writeTrial(writer: SpanWriter, traced: TracedTrial, clock: SpanClock, parent: Context): void {
  const { trial, run, buildAt, endedAt } = traced;
  const attributes: Attributes = {
    'photofinish.run.id': trial.runId,
    'photofinish.round': trial.round,
    'photofinish.trial.tags': [...trial.tags],
    ...(run && { 'photofinish.engine': run.engine, 'photofinish.variant': run.variant }),
  };
  writer.write({ name: 'trial', from: trial.startedAt, to: endedAt, attributes }, parent, (inside) => {
    const starting = phasesFrom(trial.startedAt, trial.phases, STARTING);
    const building = phasesFrom(buildAt ?? starting.at(-1)?.to ?? trial.startedAt, trial.phases, BUILDING);
    for (const phase of [...starting, ...building]) writer.write(phase, inside);
    const warmUp = spanOf('warm-up', trial.warmUpBlocks, clock);
    if (warmUp) writer.write(warmUp, inside);
    const measure = spanOf('measure', trial.blocks, clock);
    if (!measure) return;
    writer.write(measure, inside, (within) => {
      for (const block of trial.blocks) writer.write(blockSpan(block, clock), within);
    });
  });
}

/** Without those that took no time: a forked trial imports nothing. */
function phasesFrom(begin: number, durations: TrialPhases, phases: readonly Phase[]): PastSpan[] {
  let from = begin;
  return phases.flatMap(([name, duration]) => {
    const to = from + durations[duration] / NANOSECONDS_PER_MILLISECOND;
    const span = { name, from, to };
    from = to;
    return durations[duration] > 0 ? [span] : [];
  });
}

/** From the first clock reading of the first block to the last one of the last; null where there is none. */
function spanOf(name: string, blocks: readonly PlacedBlock[], clock: SpanClock): PastSpan | null {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return null;
  const to = clock.at(last.startNanoseconds + last.elapsedNanoseconds);
  return { name, from: clock.at(first.startNanoseconds), to, attributes: { 'photofinish.blocks': blocks.length } };
}

function blockSpan(block: PlacedBlock, clock: SpanClock): PastSpan {
  const { startNanoseconds, elapsedNanoseconds, iterations, pass, position } = block;
  return {
    name: 'block',
    from: clock.at(startNanoseconds),
    to: clock.at(startNanoseconds + elapsedNanoseconds),
    attributes: {
      'photofinish.block.pass': pass,
      'photofinish.block.position': position,
      'photofinish.block.iterations': iterations,
      'photofinish.block.elapsed_nanoseconds': elapsedNanoseconds,
    },
  };
}

/**
 * The step of a round that measures energy (method.md §1.10): what the machine takes while everybody is frozen, then
 * the counter over seconds of work. Power at a moment is never read: the counters are what is exact.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EnergyFacts } from '../entities/trial.entity';
import { EnergyUnreadable, type EnergyMeter, type EnergyReading } from '../hardware/energy-meter';
import type { WorkerSession } from '../engines/worker-session';
import { measureAwake } from './awake';
import { checked } from './block-check';
import { NANOSECONDS_PER_SECOND } from './block-codec';
import type { Contestant } from './contestant';
import type { EffortPlan } from './effort';
import { mostWorkSeconds } from './energy-budget';
import { witnessed } from './measuring-steps';
import type { RaceFact } from './race-fact';
import type { EnergyQuestion, RoundRequest, Step } from './round-request';
import { energyUnreadable } from './run-failure';
import { collect, leave } from './stage';
import { energyTags, FEWEST_ITERATIONS } from './trial-energy';
import { medianElapsedSeconds } from './warm-up';

const MILLISECONDS_PER_SECOND = 1000;
/** The work is asked for in so many parts: between two the counter is read (it wraps), and a race can be cancelled. */
const PARTS = 20;

/** Of a contestant that is warm and frozen. One whose counter cannot be read any more leaves. */
export const useEnergy: Step = async (contestant, request) => {
  const { energy: question } = request;
  if (!question) throw new Error('A race of energy needs a meter');
  const { meter } = question;
  try {
    const idleWatts = await idlePower(meter, request);
    // After the rest its first iterations are slower; what they take is not of the work that is counted.
    await measureAwake(contestant.session, { blocks: 1, iterationsPerBlock: sizeOf(contestant), rewarmIterations: 0 });
    const energy = await witnessed(contestant, () => work(contestant, request, question));
    contestant.company = contestant.surroundings.at(-1)?.company ?? null;
    contestant.energy = { covers: meter.covers, idleWatts, ...energy };
    return [...warningsOf(contestant), ...(await checked(contestant, contestant.blocks))];
  } catch (error) {
    if (!(error instanceof EnergyUnreadable)) throw error;
    return collect(leave(contestant, 'FAILED', energyUnreadable(error.message)));
  }
};

/** In watts: what is taken while no engine computes, right before one does. */
async function idlePower(meter: EnergyMeter, { effort, signal }: RoundRequest): Promise<number> {
  const { restSeconds, idleSeconds } = effort.energy;
  await sleep(restSeconds * MILLISECONDS_PER_SECOND, undefined, { signal });
  const before = await meter.read();
  await sleep(idleSeconds * MILLISECONDS_PER_SECOND, undefined, { signal });
  const { joules, seconds } = between(before, await meter.read());
  return joules / seconds;
}

/** Blocks without a pause between them, until there are enough seconds and iterations. */
async function work(contestant: Contestant, request: RoundRequest, question: EnergyQuestion): Promise<WorkFacts> {
  const { session } = contestant;
  const { meter, itemsPerIteration } = question;
  const { plan, effort, entrants } = request;
  const most = mostWorkSeconds(effort, { ...plan, runs: entrants.length });
  const asked = partOf(contestant, request);
  let iterations = 0;
  let elapsedNanoseconds = 0;
  const begun = await meter.read();
  session.thaw();
  for (;;) {
    for (const block of await session.measure(asked)) {
      contestant.blocks.push({ ...block, pass: contestant.blocks.length, position: 0 });
      iterations += block.iterations;
      elapsedNanoseconds += block.elapsedNanoseconds;
    }
    const { joules, seconds } = between(begun, await meter.read());
    const enough = seconds >= effort.energy.workSeconds && iterations >= FEWEST_ITERATIONS;
    if (!enough && seconds < most) continue;
    session.freeze();
    const blockSeconds = elapsedNanoseconds / NANOSECONDS_PER_SECOND;
    return { grossJoules: joules, seconds, blockSeconds, iterations, items: iterations * itemsPerIteration };
  }
}

type WorkFacts = Omit<EnergyFacts, 'covers' | 'idleWatts'>;

function sizeOf({ warmUp }: Contestant): number {
  return warmUp?.iterationsPerBlock ?? 1;
}

/** In one block of training: many more on the same few batches come to gradients so small that they are other work. */
const MOST_TRAINING_STEPS = 100;

/** What is counted holds whatever lies between two blocks, so that there are as few as can be: long ones. */
function partOf(contestant: Contestant, { plan, effort }: RoundRequest): Parameters<WorkerSession['measure']>[0] {
  const usual = sizeOf(contestant);
  const iterations = usual * blocksPerPart(contestant, effort);
  if (plan.task === 'INFERENCE') return { blocks: 1, iterationsPerBlock: iterations, rewarmIterations: 0 };
  const iterationsPerBlock = Math.min(iterations, Math.max(usual, MOST_TRAINING_STEPS));
  return { blocks: Math.max(1, Math.floor(iterations / iterationsPerBlock)), iterationsPerBlock, rewarmIterations: 0 };
}

/** Of the usual length. */
function blocksPerPart({ warmUp }: Contestant, { energy, warmUpWindowBlocks }: EffortPlan): number {
  const blockSeconds = medianElapsedSeconds(warmUp?.blocks.slice(-warmUpWindowBlocks) ?? []);
  return Math.max(1, Math.floor(energy.workSeconds / PARTS / blockSeconds) || 1);
}

function between(before: EnergyReading, after: EnergyReading): { joules: number; seconds: number } {
  return { joules: after.joules - before.joules, seconds: after.atSeconds - before.atSeconds };
}

/** Stand on the race once, however many trials they are true of. */
function warningsOf({ entrant: { runId }, energy }: Contestant): RaceFact[] {
  return energyTags(energy).map((code) => ({
    kind: 'warning',
    warning: { code, message: MESSAGES[code] ?? code, runId },
  }));
}

const MESSAGES: Readonly<Record<string, string>> = {
  NO_NET_ENERGY:
    'In a trial its work took no more energy than the idle machine: there is no number for it, and its round is not compared. Other programs, or a counter that covers another device, may be why.',
  GAPS: 'More than a tenth of the time in which its energy was counted lay between its blocks (checks, waiting for a processor, in training the way back to the first weights): its energy has that in it.',
  FEW_ITERATIONS: `Its iterations are so slow that fewer than ${FEWEST_ITERATIONS} fit into a trial's part of the budget: a larger budget makes its energy surer.`,
};

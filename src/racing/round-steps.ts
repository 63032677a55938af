/**
 * The steps of a round, each for one entrant: greet, build, prove, settle, measure a block, finish. An entrant that
 * fails leaves; the others race on.
 */
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { Block } from '../protocol/messages';
import { countersBetween, readHostCounters } from '../hardware/host-counters';
import { trialSeed } from '../statistics/schedule';
import { trialOf, type Contestant } from './contestant';
import type { EffortPlan } from './effort';
import { blockProof } from './block-proof';
import { judgeParity, type ParityJudgement, type ParityQuestion } from './parity';
import type { RaceFact, RunPhase } from './race-fact';
import { prepareMessage } from './race-plan';
import type { Facts, RoundRequest, Step } from './round-request';
import {
  CHECKSUM_FAILURE,
  failureOf,
  MEMORY_NOT_TOLD,
  NOT_SYNCHRONISED,
  parityFailure,
  UNREADABLE_OUTPUT,
  unsupported,
} from './run-failure';
import { brokenRule, isUnsynchronised } from './same-rules';
import { medianElapsedSeconds, warmUp } from './warm-up';

/** Part of a block's iterations that are run untimed after a freeze (method.md §1.2). */
const REWARM_SHARE = 0.1;

/** Runs one step for those still racing, at the same time; a failure ends that entrant's run alone. */
export async function* stage(
  request: RoundRequest,
  all: readonly Contestant[],
  phase: RunPhase | null,
  step: Step,
): Facts {
  const contestants = all.filter((contestant) => contestant.racing);
  if (contestants.length === 0) return;
  if (phase) yield { kind: 'phase', runIds: contestants.map(({ entrant }) => entrant.runId), phase };
  const outcomes = await Promise.allSettled(contestants.map((contestant) => step(contestant, request)));
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') yield* outcome.value;
  request.signal.throwIfAborted();
  for (const [index, outcome] of outcomes.entries()) {
    const contestant = contestants[index];
    if (contestant && outcome.status === 'rejected') yield* leave(contestant, 'FAILED', failureOf(outcome.reason));
  }
}

async function* leave(contestant: Contestant, ...[status, failure]: Ending): Facts {
  yield* cutShort(contestant);
  yield { kind: 'run-ended', runId: contestant.entrant.runId, status, failure };
  await contestant.session.kill();
}
type Ending = [status: 'UNSUPPORTED' | 'FAILED', failure: Extract<RaceFact, { kind: 'run-ended' }>['failure']];

const UNKNOWN_MEMORY = { peakResidentBytes: null, peakDeviceBytes: null };

/** Nothing that was measured is dropped: the blocks so far are stored, marked as not a whole trial. */
export function* cutShort(contestant: Contestant): Generator<RaceFact, void, void> {
  if (contestant.racing && contestant.blocks.length > 0) {
    yield { kind: 'trial', trial: trialOf(contestant, UNKNOWN_MEMORY, ['INCOMPLETE']) };
  }
  contestant.racing = false;
}

export const greet: Step = async (contestant) => {
  contestant.ready = await contestant.session.hello();
  return [];
};

export const build: Step = async (contestant, request) => {
  const { plan, round, tensorsFile, batchCount } = request;
  const { entrant, session } = contestant;
  const answer = await session.prepare(
    prepareMessage(plan, {
      variant: entrant.variant,
      device: entrant.device,
      seed: trialSeed(plan.seed, round, entrant.position),
      tensorsFile,
      outputFile: path.join(plan.workDirectory, `output-${round}-${entrant.position}.safetensors`),
      batchCount,
    }),
  );
  // Some engines spin for tens of milliseconds after their last call: stop that before anyone is timed.
  session.freeze();
  if (answer.kind === 'unsupported') {
    return collect(leave(contestant, 'UNSUPPORTED', unsupported(answer.message.reason)));
  }
  contestant.answer = answer;
  return [];
};

export const prove: Step = async (contestant, { plan, reference, tolerance }) => {
  const { answer, ready, entrant } = contestant;
  if (!answer) throw new Error('A worker proves its work only after it is prepared');
  const judgement = tryJudging({ message: answer.parity, reference, tolerance, task: plan.task });
  await rm(answer.parity.outputFile, { force: true });
  if (!judgement) return collect(leave(contestant, 'FAILED', UNREADABLE_OUTPUT));
  const { facts: parity, checksums } = judgement;
  contestant.proof = blockProof({
    ...{ task: plan.task, tolerance, checksums, blockLoss: answer.prepared.blockLoss },
    stepLosses: answer.parity.stepLosses ?? [],
  });
  const described: RaceFact = {
    kind: 'described',
    runId: entrant.runId,
    engineVersion: ready?.engineVersion ?? '',
    device: ready?.devices.find((device) => device.id === entrant.device) ?? null,
    settings: answer.prepared.settings,
    implementation: answer.prepared.implementation,
    parity,
  };
  const failure = parity.passed ? brokenRule(answer.prepared, plan.graph, plan.threads) : parityFailure(parity);
  return failure ? [described, ...(await collect(leave(contestant, 'FAILED', failure)))] : [described];
};

/** Null where what the worker wrote cannot be read: its own failure, not the race's. */
function tryJudging(question: ParityQuestion): ParityJudgement | null {
  try {
    return judgeParity(question);
  } catch {
    return null;
  }
}

export const settle: Step = async (contestant, { effort, plan, deadline }) => {
  const { session, answer, entrant } = contestant;
  if (!answer) throw new Error('A worker is warmed up only after it is prepared');
  session.thaw();
  contestant.warmUp = await warmUp({
    session,
    clock: answer.prepared.clock,
    effort,
    practicalDifference: plan.practicalDifference,
    deadline,
    iterationsPerBlock: entrant.iterationsPerBlock,
  });
  session.freeze();
  if (isUnsynchronised(contestant.warmUp.blocks)) return collect(leave(contestant, 'FAILED', NOT_SYNCHRONISED));
  return checked(contestant, contestant.warmUp.blocks);
};

export const finish: Step = async (contestant, { plan }) => {
  // However long its blocks were, what a step does is known of those that were proven.
  const failed = contestant.blocks.length > 0 ? await proveAgain(contestant) : [];
  if (failed.length > 0) return failed;
  const memory = await contestant.session.close();
  const told = plan.device === 'GPU' ? memory.peakDeviceBytes : memory.peakResidentBytes;
  if (plan.metric === 'PEAK_MEMORY' && told === null) {
    return collect(leave(contestant, 'FAILED', MEMORY_NOT_TOLD));
  }
  contestant.racing = false;
  return [{ kind: 'trial', trial: trialOf(contestant, memory, []) }];
};

export async function measureBlock(
  contestant: Contestant,
  place: { pass: number; position: number },
): Promise<RaceFact[]> {
  const { session, warmUp: warmed } = contestant;
  const iterationsPerBlock = warmed?.iterationsPerBlock ?? 1;
  const rewarmIterations = Math.max(1, Math.ceil(iterationsPerBlock * REWARM_SHARE));
  const before = readHostCounters();
  session.thaw();
  const blocks = await session.measure({ blocks: 1, iterationsPerBlock, rewarmIterations });
  session.freeze();
  contestant.host.push(countersBetween(before, readHostCounters()));
  contestant.blocks.push(...blocks.map((block) => ({ ...block, ...place })));
  return checked(contestant, blocks);
}

/** The end of the run of one whose blocks did not do the work that was proven; nothing where they did. */
async function checked(contestant: Contestant, blocks: readonly Block[]): Promise<RaceFact[]> {
  const { proof, lossVaries } = contestant;
  if (!proof) throw new Error('A block is judged only after its worker was proven');
  const judgements = blocks.map(proof);
  if (judgements.includes('fails')) return collect(leave(contestant, 'FAILED', CHECKSUM_FAILURE));
  if (lossVaries || !judgements.includes('varies')) return [];
  contestant.lossVaries = true;
  return proveAgain(contestant);
}

/** Runs the steps of training that were proven once more: they have to give the losses that they gave. */
async function proveAgain(contestant: Contestant): Promise<RaceFact[]> {
  const iterationsPerBlock = contestant.answer?.parity.stepLosses?.length ?? 0;
  if (iterationsPerBlock === 0) return [];
  contestant.session.thaw();
  const blocks = await contestant.session.measure({ blocks: 1, iterationsPerBlock, rewarmIterations: 0 });
  contestant.session.freeze();
  return checked(contestant, blocks);
}

/** Frameworks take what a step needs in their first steps, and keep it. */
const MEMORY_ITERATIONS = 5;

/** Takes as much memory as the work takes; untimed. */
export const useMemory: Step = async (contestant) => {
  const { session } = contestant;
  session.thaw();
  const blocks = await session.measure({ blocks: 1, iterationsPerBlock: MEMORY_ITERATIONS, rewarmIterations: 0 });
  session.freeze();
  return checked(contestant, blocks);
};

/** As many blocks as fit into the seconds of the effort, every entrant taken together, within its bounds. */
export function planBlocks(effort: EffortPlan, racing: readonly Contestant[]): number {
  const blockSeconds = racing.map(({ warmUp: warmed }) =>
    medianElapsedSeconds(warmed?.blocks.slice(-effort.warmUpWindowBlocks) ?? []),
  );
  const passSeconds = blockSeconds.reduce((sum, seconds) => sum + seconds, 0) / racing.length;
  const fitting = passSeconds > 0 ? Math.floor(effort.measuredSecondsPerTrial / passSeconds) : effort.maximumBlocks;
  return Math.min(effort.maximumBlocks, Math.max(effort.minimumBlocks, fitting));
}

async function collect(facts: Facts): Promise<RaceFact[]> {
  const collected: RaceFact[] = [];
  for await (const fact of facts) collected.push(fact);
  return collected;
}

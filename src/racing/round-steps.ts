/** The steps of a round around its measurements, each for one entrant: greet, build, prove, settle, finish. */
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import { trialSeed } from '../statistics/schedule';
import { trialOf, type Contestant } from './contestant';
import { checked, proveAgain } from './block-check';
import { blockProof } from './block-proof';
import { judgeParity, type ParityJudgement, type ParityQuestion } from './parity';
import { EFFORTS, type EffortPlan } from './effort';
import type { RaceFact } from './race-fact';
import { prepareMessage } from './race-plan';
import type { RoundRequest, Step } from './round-request';
import { MEMORY_NOT_TOLD, NOT_SYNCHRONISED, parityFailure, UNREADABLE_OUTPUT, unsupported } from './run-failure';
import { brokenRule, isUnsynchronised } from './same-rules';
import { pipelineFor, tryJudgingLoaded } from './pipeline-proof';
import { throughPipeline, wholeTurns } from './pipeline-step';
import { collect, leave } from './stage';
import { lengthsOf } from './trial-lengths';
import { warmUp } from './warm-up';

export const greet: Step = async (contestant) => {
  contestant.ready = await contestant.session.hello();
  return [];
};

export const build: Step = async (contestant, request) => {
  const { plan, round, tensorsFile, batchCount, images } = request;
  const { entrant, session } = contestant;
  const answer = await session.prepare(
    prepareMessage(plan, {
      variant: entrant.variant,
      device: entrant.device,
      seed: trialSeed(plan.seed, round, entrant.position),
      tensorsFile,
      outputFile: path.join(plan.workDirectory, `output-${round}-${entrant.position}.safetensors`),
      batchCount,
      ...(images && { pipeline: pipelineFor(contestant, images, plan.workDirectory) }),
    }),
  );
  // Some engines spin for tens of milliseconds after their last call: stop that before anyone is timed.
  session.freeze();
  if (answer.kind === 'unsupported') {
    return collect(leave(contestant, 'UNSUPPORTED', unsupported(answer.message.reason)));
  }
  contestant.answer = answer;
  contestant.variableLengths = lengthsOf(answer.prepared);
  const { compilations } = answer.prepared;
  if (contestant.experiment) contestant.experiment = { ...contestant.experiment, compilations };
  return [];
};

export const prove: Step = async (contestant, { plan, reference, tolerance, images }) => {
  const { answer, ready, entrant, caches } = contestant;
  if (!answer) throw new Error('A worker proves its work only after it is prepared');
  const judgement = tryJudging({ message: answer.parity, reference, tolerance, task: plan.task });
  await rm(answer.parity.outputFile, { force: true });
  const loaded = images ? await tryJudgingLoaded(contestant, images, plan) : null;
  if (!judgement || loaded === 'unreadable') return collect(leave(contestant, 'FAILED', UNREADABLE_OUTPUT));
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
    settings: [...answer.prepared.settings, ...(caches ? [await caches.describe()] : [])],
    implementation: answer.prepared.implementation,
    parity,
  };
  const failure = parity.passed
    ? (brokenRule(answer.prepared, plan.graph, plan.threads) ?? loaded)
    : parityFailure(parity);
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

export const settle: Step = (contestant, request) =>
  warm(contestant, request, { effort: request.effort, deadline: request.deadline, firstBlocks: 0 });

/** After a start: its iterations are timed from the second on, one by one at first, and there is not much time for it. */
const FIRST_BLOCKS_AFTER_START = 2;
const LONGEST_AFTER_START_MILLISECONDS = 2_000;

export const settleAfterStart: Step = (contestant, request) =>
  warm(contestant, request, {
    effort: EFFORTS.QUICK,
    deadline: Math.min(request.deadline, performance.now() + LONGEST_AFTER_START_MILLISECONDS),
    firstBlocks: FIRST_BLOCKS_AFTER_START,
  });

/** `firstBlocks`: so many blocks of one iteration come before it and count among its own. */
async function warm(
  contestant: Contestant,
  { plan }: RoundRequest,
  { effort, deadline, firstBlocks }: { effort: EffortPlan; deadline: number; firstBlocks: number },
): Promise<RaceFact[]> {
  const { session, answer, entrant } = contestant;
  if (!answer) throw new Error('A worker is warmed up only after it is prepared');
  const pipeline = plan.scenario?.inputPipeline;
  // (In inference every block of both is held to the outputs that were proven.)
  const failed = pipeline ? await proveAgain(contestant, 'BOTH') : [];
  if (failed.length > 0) return failed;
  session.thaw();
  const single = { blocks: firstBlocks, iterationsPerBlock: 1, rewarmIterations: 0 };
  const first = firstBlocks > 0 ? await session.measure(single) : [];
  const warmed = await warmUp({
    session: pipeline ? throughPipeline(session, pipeline) : session,
    clock: answer.prepared.clock,
    effort,
    practicalDifference: plan.practicalDifference,
    deadline,
    iterationsPerBlock: entrant.iterationsPerBlock,
    unitIterations: plan.sequences?.length ?? 1,
  });
  const { iterationsPerBlock: size } = warmed;
  const iterationsPerBlock = pipeline ? wholeTurns(size, pipeline) : size;
  contestant.warmUp = { ...warmed, iterationsPerBlock, blocks: [...first, ...warmed.blocks] };
  session.freeze();
  if (isUnsynchronised(contestant.warmUp.blocks)) return collect(leave(contestant, 'FAILED', NOT_SYNCHRONISED));
  return checked(contestant, contestant.warmUp.blocks);
}

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

/**
 * One round: every entrant once, in fresh processes that are all alive, blocks interleaved in seeded random
 * order, the idle ones frozen (method.md §1.1–1.2). An entrant that fails leaves; the others race on.
 */
import * as path from 'node:path';
import type { WorkerSpawner } from '../engines/worker-spawner';
import type { ParityFacts } from '../entities/run.entity';
import { passOrder, spawnOrder, trialSeed, warmUpOrder } from '../statistics/schedule';
import { medianElapsedSeconds, warmUp } from './warm-up';
import { trialOf, type Contestant } from './contestant';
import type { EffortPlan } from './effort';
import { checksumHolds, judgeParity, type ParityQuestion, type ParityTolerance, type ReferenceResult } from './parity';
import type { RaceFact, RunPhase } from './race-fact';
import { prepareMessage, type PlannedEntrant, type RacePlan } from './race-plan';
import { CHECKSUM_FAILURE, failureOf, parityFailure, UNREADABLE_OUTPUT, unsupported } from './run-failure';

export interface RoundRequest {
  readonly plan: RacePlan;
  readonly effort: EffortPlan;
  readonly round: number;
  readonly entrants: readonly PlannedEntrant[];
  /** Fixed by the first round for the whole race; null in it. */
  readonly blocksPerTrial: number | null;
  /** On `performance.now()`: when the race's budget ends. */
  readonly deadline: number;
  readonly tensorsFile: string;
  readonly batchCount: number;
  readonly reference: ReferenceResult;
  readonly tolerance: ParityTolerance;
  readonly spawn: WorkerSpawner;
  readonly signal: AbortSignal;
}

type Facts = AsyncGenerator<RaceFact, void, void>;
type Step = (contestant: Contestant, request: RoundRequest) => Promise<RaceFact[]>;

/** Part of a block's iterations that are run untimed after a freeze (method.md §1.2). */
const REWARM_SHARE = 0.1;

/**
 * Yields facts as they become true; a `trial` for every entrant that finished, and an INCOMPLETE one for every
 * entrant that was cut short after it had measured. Throws the signal's reason when aborted.
 */
export async function* measureRound(request: RoundRequest): Facts {
  const contestants: Contestant[] = [];
  try {
    spawnAll(request, contestants);
    yield* stage(request, contestants, 'import', greet);
    yield* stage(request, contestants, 'build', build);
    yield* stage(request, contestants, 'parity', prove);
    for (const contestant of inOrder(contestants, warmUpOrder(request.plan.seed, request.round, contestants.length))) {
      yield* stage(request, [contestant], 'warm-up', settle);
    }
    yield* measurePasses(request, contestants);
    for (const contestant of contestants) yield* stage(request, [contestant], null, finish);
  } catch (error) {
    for (const contestant of contestants) yield* cutShort(contestant);
    throw error;
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.session.kill()));
  }
}

/** Adds one by one, so that those already started are known should a later one not start. */
function spawnAll({ plan, round, entrants, spawn, signal }: RoundRequest, contestants: Contestant[]): void {
  for (const entrant of inOrder(entrants, spawnOrder(plan.seed, round, entrants.length))) {
    contestants.push({
      entrant,
      round,
      session: spawn(entrant.launch, { signal, workingDirectory: plan.workDirectory }),
      startedAt: Date.now(),
      racing: true,
      ready: null,
      answer: null,
      warmUp: null,
      blocks: [],
    });
  }
}

function inOrder<T>(items: readonly T[], order: readonly number[]): T[] {
  return order.map((index) => items[index]).filter((item) => item !== undefined);
}

/** Runs one step for those still racing, at the same time; a failure ends that entrant's run alone. */
async function* stage(request: RoundRequest, all: readonly Contestant[], phase: RunPhase | null, step: Step): Facts {
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

/** Nothing that was measured is dropped: the blocks so far are stored, marked as not a whole trial. */
function* cutShort(contestant: Contestant): Generator<RaceFact, void, void> {
  if (contestant.racing && contestant.blocks.length > 0) {
    yield { kind: 'trial', trial: trialOf(contestant, null, ['INCOMPLETE']) };
  }
  contestant.racing = false;
}

const greet: Step = async (contestant) => {
  contestant.ready = await contestant.session.hello();
  return [];
};

const build: Step = async (contestant, request) => {
  const { plan, round, tensorsFile, batchCount } = request;
  const { entrant, session } = contestant;
  const answer = await session.prepare(
    prepareMessage(plan, {
      variant: entrant.variant,
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

const prove: Step = async (contestant, { plan, reference, tolerance }) => {
  const { answer, ready, entrant } = contestant;
  if (!answer) throw new Error('A worker proves its work only after it is prepared');
  const parity = tryJudging({ message: answer.parity, reference, tolerance, task: plan.task });
  if (!parity) return collect(leave(contestant, 'FAILED', UNREADABLE_OUTPUT));
  const described: RaceFact = {
    kind: 'described',
    runId: entrant.runId,
    engineVersion: ready?.engineVersion ?? '',
    device: ready?.devices.find((device) => device.id === plan.device) ?? null,
    settings: answer.prepared.settings,
    implementation: answer.prepared.implementation,
    parity,
  };
  if (parity.passed) return [described];
  return [described, ...(await collect(leave(contestant, 'FAILED', parityFailure(parity))))];
};

/** Null where what the worker wrote cannot be read: its own failure, not the race's. */
function tryJudging(question: ParityQuestion): ParityFacts | null {
  try {
    return judgeParity(question);
  } catch {
    return null;
  }
}

const settle: Step = async (contestant, { effort, plan, deadline }) => {
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
  return [];
};

const finish: Step = async (contestant) => {
  const { peakResidentBytes } = await contestant.session.close();
  contestant.racing = false;
  return [{ kind: 'trial', trial: trialOf(contestant, peakResidentBytes, []) }];
};

async function* measurePasses(request: RoundRequest, contestants: readonly Contestant[]): Facts {
  const { plan, round, effort } = request;
  const racing = contestants.filter((contestant) => contestant.racing);
  if (racing.length === 0) return;
  yield { kind: 'phase', runIds: racing.map(({ entrant }) => entrant.runId), phase: 'measure' };
  const passes = request.blocksPerTrial ?? planBlocks(effort, racing);
  for (let pass = 0; pass < passes; pass++) {
    const order = inOrder(racing, passOrder(plan.seed, round, pass, racing.length));
    for (const [position, contestant] of order.entries()) {
      yield* stage(request, [contestant], null, (one) => measureBlock(one, request, { pass, position }));
    }
  }
}

async function measureBlock(
  contestant: Contestant,
  { plan, reference, tolerance }: RoundRequest,
  place: { pass: number; position: number },
): Promise<RaceFact[]> {
  const { session, warmUp: warmed } = contestant;
  const iterationsPerBlock = warmed?.iterationsPerBlock ?? 1;
  const rewarmIterations = Math.max(1, Math.ceil(iterationsPerBlock * REWARM_SHARE));
  session.thaw();
  const blocks = await session.measure({ blocks: 1, iterationsPerBlock, rewarmIterations });
  session.freeze();
  contestant.blocks.push(...blocks.map((block) => ({ ...block, ...place })));
  const honest = plan.task === 'TRAINING' || blocks.every((block) => checksumHolds(block, reference, tolerance));
  return honest ? [] : collect(leave(contestant, 'FAILED', CHECKSUM_FAILURE));
}

/** As many blocks as fit into the seconds of the effort, every entrant taken together, within its bounds. */
function planBlocks(effort: EffortPlan, racing: readonly Contestant[]): number {
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

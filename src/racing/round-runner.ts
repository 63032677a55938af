/**
 * One round: every entrant once, in fresh processes (method.md §1.1–1.2). RESIDENT: all alive together, blocks
 * interleaved in seeded random order, the idle ones frozen. EXCLUSIVE: one after the other, in seeded random order.
 */
import { NO_FINDINGS } from '../entities/trial.entity';
import { companyBetween, readProcessors } from '../hardware/foreign-processor-time';
import { passOrder, spawnOrder, warmUpOrder } from '../statistics/schedule';
import { processesOf, type Contestant } from './contestant';
import { useEnergy } from './energy-step';
import { workBefore } from './experiment-step';
import { useServer } from './serving-step';
import { timesBlocks } from './metric';
import type { PlannedEntrant } from './race-plan';
import type { Facts, RoundRequest } from './round-request';
import { PIPELINE_PARTS } from './pipeline-scenario';
import { measurePipeline } from './pipeline-step';
import { measureBlock, planBlocks, sampleLatency, useMemory, watchGpu } from './measuring-steps';
import { build, finish, greet, prove, settle, settleAfterStart } from './round-steps';
import { cutShort, stage } from './stage';

/**
 * Yields facts as they become true; a `trial` for every entrant that finished, and an INCOMPLETE one for every
 * entrant that was cut short after it had measured. Throws the signal's reason when aborted.
 */
export function measureRound(request: RoundRequest): Facts {
  return conducted(request, request.interleaving === 'EXCLUSIVE' ? measureOneByOne : measureTogether);
}

/**
 * One start of every entrant, one after the other, up to the proof of its work; no trial comes of it. It brings into
 * memory what their starts read from the disk, and fills the caches that are to be warm.
 */
export function rehearse(request: RoundRequest): Facts {
  return conducted(request, startOneByOne);
}

/** Whatever happens, no process outlives it, and what was measured is told. */
async function* conducted(
  request: RoundRequest,
  measure: (request: RoundRequest, contestants: Contestant[]) => Facts,
): Facts {
  const contestants: Contestant[] = [];
  try {
    yield* measure(request, contestants);
  } catch (error) {
    for (const contestant of contestants) yield* cutShort(contestant);
    throw error;
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.session.kill()));
  }
}

async function* measureTogether(request: RoundRequest, contestants: Contestant[]): Facts {
  const { plan, round } = request;
  yield* introduce(request, entrantsInOrder(request), contestants);
  for (const contestant of inOrder(contestants, warmUpOrder(plan.seed, round, contestants.length))) {
    yield* stage(request, [contestant], 'warm-up', settle);
  }
  yield* measurePasses(request, contestants);
  for (const contestant of contestants) yield* stage(request, [contestant], null, finish);
}

async function* startOneByOne(request: RoundRequest, contestants: Contestant[]): Facts {
  for (const entrant of entrantsInOrder(request)) {
    yield* introduce(request, [entrant], contestants);
    const contestant = contestants.at(-1);
    if (contestant) await dismiss(contestant);
  }
}

async function dismiss({ session, caches }: Contestant): Promise<void> {
  await session.kill();
  await caches?.leave();
}

/** Of a trial that is raced by its start: enough to know how fast it then is. */
const BLOCKS_AFTER_START = 7;

/** The first entrant that is measured says how many blocks the others' trials have too. */
async function* measureOneByOne(request: RoundRequest, contestants: Contestant[]): Facts {
  let { blocksPerTrial } = request;
  for (const entrant of entrantsInOrder(request)) {
    yield* introduce(request, [entrant], contestants);
    const contestant = contestants.at(-1);
    if (!contestant) continue;
    yield* measureAlone({ ...request, blocksPerTrial }, contestant);
    if (contestant.racing) blocksPerTrial ??= contestant.blocks.length;
    yield* stage(request, [contestant], null, finish);
    await dismiss(contestant);
  }
}

/** By its metric. */
async function* measureAlone(request: RoundRequest, contestant: Contestant): Facts {
  const { metric } = request.plan;
  if (metric === 'PEAK_MEMORY') yield* stage(request, [contestant], 'measure', useMemory);
  if (timesBlocks(metric) || metric === 'ENERGY' || metric === 'SERVER_RATE')
    yield* stage(request, [contestant], 'warm-up', settle);
  if (timesBlocks(metric)) yield* measurePasses(request, [contestant]);
  if (metric === 'TIME_TO_FIRST_RESULT') {
    yield* stage(request, [contestant], 'warm-up', settleAfterStart);
    yield* measurePasses({ ...request, blocksPerTrial: BLOCKS_AFTER_START }, [contestant]);
  }
  if (metric === 'ENERGY') yield* stage(request, [contestant], 'measure', useEnergy);
  if (metric === 'SERVER_RATE') yield* stage(request, [contestant], 'measure', useServer);
}

/** Starts their processes, adds them to `contestants`, and goes on up to the proof that they do the same work. */
async function* introduce(
  request: RoundRequest,
  entrants: readonly PlannedEntrant[],
  contestants: Contestant[],
): Facts {
  const { workers, interleaving } = request;
  yield { kind: 'phase', runIds: entrants.map(({ runId }) => runId), phase: 'import' };
  // Of entrants that are alive one at a time, what waits to be forked would be another.
  await (interleaving === 'RESIDENT' ? workers.prepare(entrants) : workers.end());
  const entered: Contestant[] = [];
  for (const entrant of entrants) {
    const contestant = await enter(request, entrant);
    contestants.push(contestant);
    entered.push(contestant);
  }
  yield* stage(request, entered, null, greet);
  const { original, plan } = request;
  if (original && plan.scenario?.experimentation?.process === 'LIVE') yield* workBefore(request, original, entered);
  yield* stage(request, entered, 'build', build);
  yield* stage(request, entered, 'parity', prove);
}

function entrantsInOrder({ plan, round, entrants }: RoundRequest): PlannedEntrant[] {
  return inOrder(entrants, spawnOrder(plan.seed, round, entrants.length));
}

/** Starts its process. */
async function enter(
  { plan, round, interleaving, workers, watch }: RoundRequest,
  entrant: PlannedEntrant,
): Promise<Contestant> {
  const startedAt = Date.now();
  return {
    entrant,
    round,
    interleaving,
    ...(await workers.start(entrant)),
    startedAt,
    racing: true,
    ready: null,
    answer: null,
    proof: null,
    lossVaries: false,
    warmUp: null,
    blocks: [],
    iterationNanoseconds: null,
    surroundings: [],
    company: null,
    gpu: null,
    watch,
    ...NO_FINDINGS,
    experiment: plan.scenario?.experimentation ? { process: 'FRESH', original: null } : null,
  };
}

function inOrder<T>(items: readonly T[], order: readonly number[]): T[] {
  return order.map((index) => items[index]).filter((item) => item !== undefined);
}

async function* measurePasses(request: RoundRequest, contestants: readonly Contestant[]): Facts {
  const { plan, round, effort } = request;
  const racing = contestants.filter((contestant) => contestant.racing);
  if (racing.length === 0) return;
  yield { kind: 'phase', runIds: racing.map(({ entrant }) => entrant.runId), phase: 'measure' };
  const before = readProcessors(processesOf(racing));
  const share = request.images ? PIPELINE_PARTS : 1;
  const seconds = effort.measuredSecondsPerTrial / share;
  const passes = request.blocksPerTrial ?? planBlocks({ ...effort, measuredSecondsPerTrial: seconds }, racing);
  for (let pass = 0; pass < passes; pass++) {
    const order = inOrder(racing, passOrder(plan.seed, round, pass, racing.length));
    for (const [position, contestant] of order.entries()) {
      const place = { pass, position };
      yield* stage(request, [contestant], null, (one) =>
        request.images ? measurePipeline(one, place, request) : measureBlock(one, place),
      );
    }
  }
  if (plan.metric === 'LATENCY') {
    for (const contestant of racing) yield* stage(request, [contestant], null, sampleLatency);
  }
  const company = companyBetween(before, readProcessors(processesOf(racing)));
  for (const contestant of racing) contestant.company = company;
  const processes = processesOf(racing);
  for (const contestant of racing) yield* stage(request, [contestant], null, (one) => watchGpu(one, processes));
}

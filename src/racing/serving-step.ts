/**
 * The step of a round that serves (method.md §1.9): requests that come at random, at one rate after the other, until the
 * highest is known at which they are answered in time. The generator runs in the worker, before each of its iterations:
 * it has nothing else to do while it waits, and while it computes nothing can be let in anyhow.
 */
import { companyBetween, readProcessors } from '../hardware/foreign-processor-time';
import type { ServedMessage } from '../protocol/messages';
import { latenciesOf, latenessOf, nearestRank, type RequestTimes } from '../statistics/request-times';
import { gridShift, poissonArrivals } from '../statistics/schedule';
import type { ProbeFacts, ServingFacts } from '../entities/trial.entity';
import { rewarmIterations } from './awake';
import { checked } from './block-check';
import { NANOSECONDS_PER_SECOND } from './block-codec';
import { processesOf, type Contestant } from './contestant';
import { encodeLatencies } from './latencies';
import { witnessed } from './measuring-steps';
import type { RaceFact } from './race-fact';
import type { RoundRequest, Step } from './round-request';
import { boundNotKept, servingTooLong } from './run-failure';
import { mostServingSeconds } from './serving-budget';
import { collect, leave } from './stage';
import { isMissed, searchState, type SearchState } from './trial-serving';

const FIRST_ROUND = 1;

/** Of a contestant that is warm and frozen. One that serves at no rate in its first round leaves. */
export const useServer: Step = async (contestant, request) => {
  const { plan, round, effort } = request;
  if (!plan.scenario?.server) throw new Error('A race of requests needs a server');
  const facts: ServingFacts = { ...plan.scenario.server, gridShift: gridShift(plan.seed, round), probes: [] };
  contestant.serving = facts;
  const mostSeconds = mostServingSeconds({ ...plan, runs: request.entrants.length });
  const before = readProcessors(processesOf([contestant]));
  let state = searchState(facts, mostSeconds);
  for (; state.kind === 'probe'; state = searchState(facts, mostSeconds)) {
    const failed = await probe(contestant, request, { ...state, count: effort.requestsPerProbe, facts });
    if (failed.length > 0) return failed;
  }
  contestant.company = companyBetween(before, readProcessors(processesOf([contestant])));
  return ended(contestant, round, state, mostSeconds);
};

interface Probe extends Extract<SearchState, { kind: 'probe' }> {
  readonly count: number;
  readonly facts: ServingFacts;
}

/** Adds what it found to the facts; what follows where the work was not what was proven. */
async function probe(contestant: Contestant, request: RoundRequest, asked: Probe): Promise<RaceFact[]> {
  const { session, warmUp } = contestant;
  const { facts, count, step, requestsPerSecond } = asked;
  const scheduledNanoseconds = scheduleOf(request, asked);
  const message = { scheduledNanoseconds, rewarmIterations: rewarmIterations(warmUp?.iterationsPerBlock ?? 1) };
  const served = await witnessed(contestant, async () => {
    session.thaw();
    const answer = await session.serve(message);
    session.freeze();
    return answer;
  });
  const latencies = latenciesOf(timesOf(scheduledNanoseconds, served, requestsPerSecond));
  facts.probes.push({
    ...{ requestsPerSecond, step, requests: count, elapsedNanoseconds: served.block.elapsedNanoseconds },
    ...summaryOf(latencies, facts),
    latenessNanoseconds: nearestRank(latenessOf({ ...served, scheduledNanoseconds }), LATENESS_PERCENTILE),
  });
  return checked(contestant, [served.block]);
}

const LATENESS_PERCENTILE = 99;

/** Without a pause all are due at once. Probes of the same number have the same arrivals, whoever is asked. */
function scheduleOf({ plan, round }: RoundRequest, { facts, count, requestsPerSecond }: Probe): number[] {
  if (requestsPerSecond === null) return Array.from({ length: count }, () => 0);
  const gapNanoseconds = NANOSECONDS_PER_SECOND / requestsPerSecond;
  const arrivals = poissonArrivals(plan.seed, round, facts.probes.length, count);
  return arrivals.map((gaps) => Math.round(gaps * gapNanoseconds));
}

/** Without a pause nobody waits behind another: each counts from when it was issued. */
function timesOf(scheduled: readonly number[], served: ServedMessage, requestsPerSecond: number | null): RequestTimes {
  const { issuedNanoseconds, completedNanoseconds } = served;
  const scheduledNanoseconds = requestsPerSecond === null ? issuedNanoseconds : scheduled;
  return { scheduledNanoseconds, issuedNanoseconds, completedNanoseconds };
}

function summaryOf(
  latencyNanoseconds: readonly number[],
  { latencyBoundSeconds }: ServingFacts,
): Pick<ProbeFacts, 'overBound' | 'latencies'> {
  const bound = latencyBoundSeconds * NANOSECONDS_PER_SECOND;
  return {
    overBound: latencyNanoseconds.filter((latency) => latency > bound).length,
    latencies: encodeLatencies(latencyNanoseconds),
  };
}

/** A search that found nothing in the first round will find nothing in the next; later, something may have come between. */
async function ended(
  contestant: Contestant,
  round: number,
  state: SearchState,
  mostSeconds: number,
): Promise<RaceFact[]> {
  const { serving, entrant } = contestant;
  if (round === FIRST_ROUND && serving) {
    if (state.kind === 'none' && isMissed(state.lowest, serving)) {
      return collect(leave(contestant, 'FAILED', boundNotKept(serving, state.lowest)));
    }
    if (state.kind === 'out-of-time') {
      return collect(leave(contestant, 'FAILED', servingTooLong(serving, state.neededSeconds, mostSeconds)));
    }
  }
  if (state.kind === 'found') return [];
  const code = state.kind === 'late-generator' ? 'LATE_GENERATOR' : 'NO_RATE';
  return [{ kind: 'warning', warning: { code, message: MESSAGES[code], runId: entrant.runId } }];
}

const MESSAGES = {
  LATE_GENERATOR:
    'In a trial its requests were let in too late, again and again, by more than 1 % of the bound: other programs kept the processors busy. There is no number for it, and its round is not compared. A quieter machine or a larger bound would do.',
  NO_RATE:
    'In a trial no rate was found at which it answers in time: there is no number for it, and its round is not compared.',
};

/** Runs a step for every entrant still racing. One that fails leaves; the others race on. */
import { trialOf, type Contestant } from './contestant';
import type { RaceFact, RunPhase } from './race-fact';
import type { Facts, RoundRequest, Step } from './round-request';
import { failureOf } from './run-failure';

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

export async function* leave(contestant: Contestant, ...[status, failure]: Ending): Facts {
  yield* cutShort(contestant);
  yield { kind: 'run-ended', runId: contestant.entrant.runId, status, failure };
  await contestant.session.kill();
}
type Ending = [status: 'UNSUPPORTED' | 'FAILED', failure: Extract<RaceFact, { kind: 'run-ended' }>['failure']];

const UNKNOWN_MEMORY = { peakResidentBytes: null, peakDeviceBytes: null };

/** Nothing that was measured is dropped: the blocks and probes so far are stored, marked as not a whole trial. */
export function* cutShort(contestant: Contestant): Generator<RaceFact, void, void> {
  const measured = contestant.blocks.length + (contestant.serving?.probes.length ?? 0);
  if (contestant.racing && measured > 0) {
    yield { kind: 'trial', trial: trialOf(contestant, UNKNOWN_MEMORY, ['INCOMPLETE']) };
  }
  contestant.racing = false;
}

export async function collect(facts: Facts): Promise<RaceFact[]> {
  const collected: RaceFact[] = [];
  for await (const fact of facts) collected.push(fact);
  return collected;
}

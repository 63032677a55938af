/** What is known of a race while it goes on: a pure function of its events, and the line that tells it. */
import type { RaceEventView, RaceStatus, RunningEstimateView } from '../api/types';
import { formatShort } from '../render/numbers';

export interface NamedRun {
  readonly id: string;
  readonly label: string;
}

export type RacePicture =
  | { readonly stage: 'waiting' }
  /** Before the first round ended. `phases`: run id → phase. */
  | { readonly stage: 'preparing'; readonly phases: Readonly<Record<string, string>> }
  /** `progress`: 0 to 1. */
  | {
      readonly stage: 'measuring';
      readonly round: number;
      readonly progress: number;
      readonly running: readonly RunningEstimateView[];
    }
  | { readonly stage: 'over'; readonly status: RaceStatus };

export const FIRST_PICTURE: RacePicture = { stage: 'waiting' };

/** The picture after one more event. */
export function advance(picture: RacePicture, event: RaceEventView): RacePicture {
  switch (event.__typename) {
    case 'RaceStatusChanged':
      if (event.status === 'QUEUED') return { stage: 'waiting' };
      if (event.status !== 'RUNNING') return { stage: 'over', status: event.status };
      return picture.stage === 'measuring' ? picture : { stage: 'preparing', phases: {} };
    case 'RunPhaseChanged': {
      // Every round starts fresh processes; after the first, their phases are no news.
      if (picture.stage === 'measuring' || picture.stage === 'over') return picture;
      const phases = picture.stage === 'preparing' ? picture.phases : {};
      return { stage: 'preparing', phases: { ...phases, [event.run.id]: event.phase } };
    }
    case 'RoundFinished':
      return { stage: 'measuring', round: event.round, progress: event.progress, running: event.running };
  }
}

/** One line without color, such as `round 6 · PyTorch leads · TensorFlow takes 1.34 times as long`. */
export function describePicture(picture: RacePicture, runs: readonly NamedRun[]): string {
  switch (picture.stage) {
    case 'waiting':
      return 'waiting for its turn';
    case 'preparing':
      return describePhases(picture.phases, runs);
    case 'measuring':
      return [`round ${picture.round}`, ...describeRunning(picture.running, runs)].join(' · ');
    case 'over':
      return picture.status.toLowerCase();
  }
}

/** 0 to 1. */
export function progressOf(picture: RacePicture): number {
  if (picture.stage === 'over') return 1;
  return picture.stage === 'measuring' ? Math.min(Math.max(picture.progress, 0), 1) : 0;
}

function describePhases(phases: Readonly<Record<string, string>>, runs: readonly NamedRun[]): string {
  const known = runs.filter(({ id }) => phases[id] !== undefined);
  if (known.length === 0) return 'preparing weights and reference';
  return known.map(({ id, label }) => `${label}: ${phases[id]}`).join(' · ');
}

function describeRunning(running: readonly RunningEstimateView[], runs: readonly NamedRun[]): string[] {
  const label = (runId: string) => runs.find(({ id }) => id === runId)?.label ?? runId;
  const known = running.flatMap(({ run, secondsPerIteration, energyJoulesPerItem }) => {
    const amount = secondsPerIteration ?? energyJoulesPerItem;
    return amount ? [{ id: run.id, amount: amount.value }] : [];
  });
  const leader = known.reduce<(typeof known)[number] | null>(
    (best, one) => (best === null || one.amount < best.amount ? one : best),
    null,
  );
  if (leader === null || known.length < 2) return [];
  const ofEnergy = running.some(({ energyJoulesPerItem }) => energyJoulesPerItem !== null);
  const needs = (times: string) => (ofEnergy ? `needs ${times} times as much energy` : `takes ${times} times as long`);
  const behind = running.flatMap(({ run, ratioToLeader }) =>
    run.id !== leader.id && ratioToLeader ? [`${label(run.id)} ${needs(formatShort(ratioToLeader.value))}`] : [],
  );
  return [`${label(leader.id)} leads so far`, ...behind];
}

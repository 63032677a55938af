/** What has to hold after every repetition, whatever went wrong in it; each answers with sentences of what does not. */
import type { DataSource } from 'typeorm';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { hasEnded } from '../../src/racing/race-status';
import { eventsAfter, type StoredEvent } from '../../src/racing/stored-events';
import { trialsOf } from '../../src/racing/stored-trials';
import type { StoredTrial } from '../../src/entities/stored-trial';
import type { AskedRace } from './asked-race';
import type { Heard } from './follower';

/** What a follower was told and shown. */
export interface Witness {
  readonly raceId: string;
  readonly heard: readonly Heard[];
  /** Ids of trials. */
  readonly shown: ReadonlySet<string>;
  /** Whether it was told the end. */
  readonly ended: boolean;
}

interface Rows {
  readonly race: Race;
  readonly runs: readonly Run[];
  readonly trials: readonly StoredTrial[];
  readonly events: readonly StoredEvent[];
}

/** Of one race, asked for and followed. */
export async function raceViolations(
  database: DataSource,
  asked: Pick<AskedRace, 'key' | 'ids'>,
  follower: Witness,
): Promise<string[]> {
  const rows = await rowsOf(database, follower.raceId);
  if (!rows) return [`${follower.raceId} was accepted and is not there`];
  const keyed = await database.getRepository(Race).countBy({ idempotencyKey: asked.key });
  return [
    ...(new Set(asked.ids).size > 1 || keyed !== 1 ? [`the key made ${keyed} races: ${asked.ids.join()}`] : []),
    ...endViolations(rows),
    ...eventViolations(rows),
    ...followingViolations(rows, follower),
    ...trialViolations(rows, follower),
  ].map((sentence) => `${follower.raceId}: ${sentence}`);
}

async function rowsOf(database: DataSource, raceId: string): Promise<Rows | null> {
  const race = await database.getRepository(Race).findOneBy({ id: raceId });
  if (!race) return null;
  return {
    race,
    runs: await database.getRepository(Run).findBy({ raceId }),
    trials: await trialsOf(database, 'raceId', [raceId], ['id', 'tags']),
    events: await eventsAfter(database.manager, raceId, 0),
  };
}

function endViolations({ race, runs }: Rows): string[] {
  if (!hasEnded(race.status)) return [`it is ${race.status}, and nobody ends it`];
  const causeless = race.status === 'FAILED' && race.failure === null;
  const bug = race.failure?.code === 'INTERNAL_ERROR' || runs.some(({ failure }) => failure?.code === 'INTERNAL_ERROR');
  const open = runs.filter(({ status }) => status === 'QUEUED' || status === 'RUNNING');
  return [
    ...(causeless ? ['it FAILED without a cause'] : []),
    ...(bug ? ['it ended with INTERNAL_ERROR'] : []),
    ...(race.status === 'FINISHED' && race.verdict === null ? ['it FINISHED without a verdict'] : []),
    ...(race.heldUntil === null ? [] : ['it has ended, and somebody still has it']),
    ...open.map(({ label, status }) => `it has ended, and its run ${label} is ${status}`),
  ];
}

function eventViolations({ race, events }: Rows): string[] {
  const gap = events.findIndex(({ sequence }, index) => sequence !== index + 1);
  const statuses = events.flatMap(({ content }) => (content.kind === 'STATUS' ? [content.status] : []));
  const expected = ['QUEUED', ...(statuses.includes('RUNNING') ? ['RUNNING'] : []), race.status];
  const rounds = events.flatMap(({ content }) => (content.kind === 'ROUND' ? [content.round] : []));
  return [
    ...(gap < 0 ? [] : [`event ${gap + 1} is missing`]),
    ...(events.length === race.lastSequence ? [] : [`${events.length} events, the last is ${race.lastSequence}`]),
    ...(statuses.join() === expected.join() ? [] : [`its statuses were ${statuses.join()}`]),
    ...(rounds.every((round, index) => round > (rounds[index - 1] ?? 0)) ? [] : [`its rounds were ${rounds.join()}`]),
  ];
}

/** Every event once, in order, across every connection. */
function followingViolations({ events }: Rows, { heard, ended }: Witness): string[] {
  if (!ended) return ['its end was never told'];
  const told = heard.map(({ sequence }) => sequence);
  const gap = told.findIndex((sequence, index) => sequence !== index + 1);
  const other = heard.find((event) => !says(event, events[event.sequence - 1]));
  return [
    ...(gap < 0 ? [] : [`its follower heard ${told.join()}`]),
    ...(told.length === events.length ? [] : [`its follower heard ${told.length} of ${events.length} events`]),
    ...(other ? [`its follower heard another event ${other.sequence} than is stored`] : []),
  ];
}

/** What a client was shown, or told that it was measured, is there; no round twice. */
function trialViolations({ runs, trials, events }: Rows, { shown }: Witness): string[] {
  const ids = new Set(trials.map(({ id }) => id));
  const places = trials.map(({ runId, round }) => `${runId} ${round}`);
  const there = new Set(places);
  const whole = runs.filter(({ status }) => status === 'FINISHED' || status === 'CANCELLED');
  const rounds = events.flatMap(({ content }) => (content.kind === 'ROUND' ? [content.round] : []));
  const missing = rounds.flatMap((round) =>
    whole.filter(({ id }) => !there.has(`${id} ${round}`)).map(({ label }) => `${label} in round ${round}`),
  );
  return [
    ...[...shown].filter((id) => !ids.has(id)).map((id) => `its trial ${id} was shown and is gone`),
    ...(there.size === places.length ? [] : ['it has a round twice']),
    ...missing.map((what) => `the trial of ${what} is gone`),
  ];
}

function says({ round, status, phase }: Heard, row: StoredEvent | undefined): boolean {
  const content = row?.content;
  switch (content?.kind) {
    case 'ROUND':
      return content.round === round;
    case 'STATUS':
      return content.status === status;
    case 'PHASE':
      return content.phase === phase;
    default:
      return false;
  }
}

/**
 * A race as spans: race → round → trial → phases and blocks. While the race is measured its facts are only kept;
 * the spans are made when it has ended, from the clock readings that the workers took anyway.
 */
import type { Attributes, Context, Tracer } from '@opentelemetry/api';
import type { Race, RaceStatusName } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { RaceFact } from '../racing/race-fact';
import type { RaceObserver } from '../racing/race-observer';
import type { PatientSpanProcessor } from './patient-span-processor';
import { SpanClock } from './span-clock';
import { SpanWriter, type PastSpan } from './span-writer';
import { contextFrom } from './trace-context';
import { writeTrial, type TracedTrial } from './trial-spans';

/** When it was told, in epoch milliseconds; of a round only its number. */
interface Told {
  readonly at: number;
  readonly fact: Exclude<RaceFact, { kind: 'round' }> | { readonly kind: 'round'; readonly round: number };
}

interface Traced {
  readonly race: Race;
  readonly runs: ReadonlyMap<string, Run>;
  readonly clock: SpanClock;
  readonly begunAt: number;
  readonly told: Told[];
}

export class RaceTrace implements RaceObserver {
  private readonly traced = new Map<string, Traced>();

  constructor(
    private readonly tracer: Tracer,
    private readonly processor: Pick<PatientSpanProcessor, 'measuringBegins' | 'measuringEnds'>,
  ) {}

  begun(race: Race, runs: readonly Run[]): void {
    this.processor.measuringBegins();
    const byId = new Map(runs.map((run) => [run.id, run]));
    this.traced.set(race.id, { race, runs: byId, clock: new SpanClock(), begunAt: Date.now(), told: [] });
  }

  told(raceId: string, fact: RaceFact): void {
    const kept = fact.kind === 'round' ? { kind: fact.kind, round: fact.round } : fact;
    this.traced.get(raceId)?.told.push({ at: Date.now(), fact: kept });
  }

  ended(raceId: string, status: RaceStatusName | null): void {
    const traced = this.traced.get(raceId);
    if (!traced) return;
    this.traced.delete(raceId);
    try {
      writeRace(new SpanWriter(this.tracer), traced, status);
    } finally {
      this.processor.measuringEnds();
    }
  }
}

function writeRace(writer: SpanWriter, traced: Traced, status: RaceStatusName | null): void {
  const { race, begunAt, told } = traced;
  const endedAt = Date.now();
  const span = {
    ...{ name: 'race', from: begunAt, to: endedAt, failed: status === 'FAILED' },
    attributes: attributesOf(race, status),
    events: told.flatMap(({ at, fact }) => leavingOf(at, fact)),
  };
  writer.write(span, contextFrom(race.traceParent), (inside) => {
    const toldOf = (phase: string) => told.find(({ fact }) => fact.kind === 'phase' && fact.phase === phase)?.at;
    const referenceAt = toldOf('reference');
    if (referenceAt !== undefined) {
      writer.write({ name: 'reference', from: referenceAt, to: toldOf('import') ?? endedAt }, inside);
    }
    for (const round of roundsOf(traced, endedAt)) writeRound(writer, round, traced.clock, inside);
  });
}

function attributesOf(race: Race, status: RaceStatusName | null): Attributes {
  return {
    'photofinish.race.id': race.id,
    'photofinish.race.workload': race.workload,
    'photofinish.race.task': race.task,
    'photofinish.race.metric': race.metric,
    'photofinish.race.effort': race.effort,
    'photofinish.race.device': race.device,
    ...(status !== null && { 'photofinish.race.status': status }),
  };
}

function leavingOf(at: number, fact: Told['fact']): NonNullable<PastSpan['events']>[number][] {
  if (fact.kind !== 'run-ended') return [];
  const attributes = { 'photofinish.run.id': fact.runId, 'error.type': fact.failure.code };
  return [{ name: 'an entrant left', at, attributes }];
}

interface Round {
  readonly round: number;
  readonly endedAt: number;
  readonly trials: readonly TracedTrial[];
}

/** A last one that was cut short ends with the race. */
function roundsOf({ told, runs }: Traced, raceEndedAt: number): Round[] {
  const rounds: Round[] = [];
  const buildAt = new Map<string, number>();
  let trials: TracedTrial[] = [];
  for (const { at, fact } of told) {
    if (fact.kind === 'phase' && fact.phase === 'build') {
      for (const runId of fact.runIds) buildAt.set(runId, at);
    } else if (fact.kind === 'trial') {
      const { runId } = fact.trial;
      trials.push({ trial: fact.trial, run: runs.get(runId), buildAt: buildAt.get(runId) ?? null, endedAt: at });
    } else if (fact.kind === 'round') {
      rounds.push({ round: fact.round, endedAt: at, trials });
      trials = [];
    }
  }
  const [cut] = trials;
  return cut ? [...rounds, { round: cut.trial.round, endedAt: raceEndedAt, trials }] : rounds;
}

function writeRound(writer: SpanWriter, { round, endedAt, trials }: Round, clock: SpanClock, parent: Context): void {
  if (trials.length === 0) return;
  const from = Math.min(...trials.map(({ trial }) => trial.startedAt));
  const attributes = { 'photofinish.round': round };
  writer.write({ name: 'round', from, to: endedAt, attributes }, parent, (inside) => {
    for (const trial of trials) writeTrial(writer, trial, clock, inside);
  });
}

/** What clients can do to races: start, cancel, delete. */
import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ownerOf, quotasOf, type Principal } from '../auth/principal';
import { badInput, PhotofinishError } from '../errors';
import type { EngineAdapter } from '../engines/engine';
import type { EngineCatalog } from '../engines/engine-catalog';
import { isId, newId } from '../entities/ids';
import { Race, type DeviceKindName } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import { resolveBatchSize, resolveParameters } from '../workloads/parameters';
import type { EnergyCounters } from '../hardware/energy-counters';
import { NOBODY, type Caller } from './caller';
import { EFFORTS } from './effort';
import { standardBudgetSeconds } from './energy-budget';
import { resolveDevice, resolveEntrants, requireRunnable, type ResolvedEntrant } from './race-entrants';
import { hasEnded } from './race-status';
import type { MeasuringPlace, MeasuringPlaces } from './measuring-place';
import type { RaceDesk } from './race-desk';
import * as ownership from './race-ownership';
import * as rules from './race-request-rules';
import type { RaceStore } from './race-store';
import type { StartRaceRequest } from './start-race-request';

export interface RaceServiceOptions {
  readonly database: DataSource;
  readonly store: RaceStore;
  readonly desk: Pick<RaceDesk, 'handIn' | 'askBack'>;
  readonly places: Pick<MeasuringPlaces, 'placeFor'>;
  readonly catalog: EngineCatalog;
  readonly energy: EnergyCounters;
  /** The float64 reference: without it nobody can show that entrants do the same work. */
  readonly referenceAdapter: EngineAdapter;
  readonly maximumQueuedRaces: number;
  readonly logger: Pick<Logger, 'info'>;
}

export class RaceService {
  constructor(private readonly options: RaceServiceOptions) {}

  /** Stores the race and returns at once. Throws BAD_USER_INPUT, NO_ENTRANT_CAN_RUN, FORBIDDEN, QUOTA_EXCEEDED or QUEUE_FULL. */
  async start(request: StartRaceRequest, principal: Principal, caller: Caller = NOBODY): Promise<Race> {
    const { database, store, desk, places, catalog, referenceAdapter, maximumQueuedRaces, logger } = this.options;
    const idempotencyKey = ownership.ownKey(request.idempotencyKey, principal);
    if (idempotencyKey !== null) {
      const existing = await database.getRepository(Race).findOneBy({ idempotencyKey });
      if (existing) return ownership.requireStillVisible(existing, principal);
    }
    const project = ownership.projectFor(request.project, principal);
    rules.requireEntrantCount(request);
    const place = await places.placeFor(request);
    const owned = { owner: ownerOf(principal), project, idempotencyKey, traceParent: caller.traceParent };
    const race = Object.assign(describeRace(request, place), owned);
    const entrants = await resolveEntrants(request, catalog, place.here);
    if (place.here) {
      requireRunnable(entrants, catalog.launch(referenceAdapter));
      race.device = resolveDevice(request, entrants);
      if (race.metric === 'ENERGY') await this.requireEnergy(race.device);
    }
    const runs = withClone(
      request,
      entrants.map((entrant, position) => describeRun(race.id, entrant, position)),
    );
    const stored = await store.create(race, runs, maximumQueuedRaces, { caller, quotas: quotasOf(principal) });
    await desk.handIn(stored);
    logger.info({ raceId: stored.id, actor: caller.actor }, 'a race was asked for');
    return stored;
  }

  /** Idempotent: a race that has ended stays as it is. What was measured is kept. Throws NOT_FOUND. */
  async cancel(id: string, principal: Principal, caller: Caller = NOBODY): Promise<Race> {
    const race = await this.require(id, principal);
    if (hasEnded(race.status)) return race;
    await this.options.desk.askBack(id, caller);
    this.options.logger.info({ raceId: id, actor: caller.actor }, 'a race was cancelled');
    return this.require(id, principal);
  }

  /** A race in hand is cancelled first. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  async delete(id: string, principal: Principal, caller: Caller = NOBODY): Promise<string> {
    ownership.requireDeletable(await this.require(id, principal), principal);
    await this.cancel(id, principal, caller);
    await this.options.store.remove(id, caller);
    this.options.logger.info({ raceId: id, actor: caller.actor }, 'a race was deleted');
    return id;
  }

  /** Throws BAD_USER_INPUT where no counter can be read. */
  private async requireEnergy(device: DeviceKindName): Promise<void> {
    const meter = await this.options.energy.open(device);
    if (meter.kind !== 'meter') throw rules.energyRefusal(meter);
    meter.close();
  }

  private async require(id: string, principal: Principal): Promise<Race> {
    if (!isId('race', id)) {
      throw new PhotofinishError('BAD_USER_INPUT', 'This is not the id of a race.', {
        field: 'id',
        advice: 'Pass an id as `startRace` or `races` gave it.',
      });
    }
    const race = await this.options.database.getRepository(Race).findOneBy({ id });
    if (!race || !ownership.isVisible(race, principal)) {
      throw new PhotofinishError('NOT_FOUND', 'There is no such race.', {
        field: 'id',
        advice: 'It may have been deleted: `races` lists what is there.',
      });
    }
    return race;
  }
}

function describeRace(request: StartRaceRequest, place: MeasuringPlace): Race {
  const { workload, graph } = rules.requireWorkload(request);
  const parameters = resolveParameters(workload, request.parameters);
  const batchSize = resolveBatchSize(workload, request.batchSize);
  const whole = workload.graph(parameters, batchSize);
  rules.requireFittingTensors(whole);
  rules.requirePrecision(request, whole);
  const effort = EFFORTS[request.effort];
  const metric = rules.resolveMetric(request, batchSize);
  const runs = request.entrants.length + (request.selfCheck ? 1 : 0);
  return Object.assign(new Race(), {
    id: newId('race'),
    label: request.label,
    owner: null,
    project: null,
    status: 'QUEUED',
    workload: workload.id,
    parameters: { ...parameters },
    task: request.task,
    precision: request.precision,
    division: request.division,
    graph,
    batchSize,
    metric,
    compilationCaches: rules.resolveCompilationCaches(request, metric),
    question: request.question,
    effort: request.effort,
    practicalDifference: rules.resolvePracticalDifference(request, effort.practicalDifference),
    targetHalfWidth: rules.resolveTargetHalfWidth(request),
    expectedDetectableDifference: null,
    budgetSeconds: rules.resolveBudgetSeconds(request, standardBudgetSeconds(effort, { ...request, metric, runs })),
    // Of a machine elsewhere nobody knows yet which engines see a GPU there.
    device: request.device ?? 'CPU',
    threads: threadsAt(place, request),
    seed: rules.resolveSeed(request, randomInt(2 ** 47)),
    idempotencyKey: request.idempotencyKey,
    createdAt: Date.now(),
    startedAt: null,
    finishedAt: null,
    hardwareProfileId: null,
    roundsCompleted: 0,
    spentSeconds: 0,
    attempts: 0,
    tensorsSha256: null,
    analysis: null,
    verdict: null,
    warnings: [],
    failure: null,
    traceParent: null,
    wanted: place.wanted,
    holder: null,
    fence: 0,
    heldUntil: null,
    cancelRequestedAt: null,
    lastSequence: 0,
  } satisfies Omit<Race, 'runs' | 'hardwareProfile'>);
}

/** Throws BAD_USER_INPUT where nobody could say how many there are. */
function threadsAt({ here, processors }: MeasuringPlace, request: StartRaceRequest): number {
  if (here) return rules.resolveThreads(request);
  if (processors !== null) return rules.resolveThreads(request, processors);
  if (request.threads !== null) return rules.resolveThreads(request, rules.MOST_THREADS);
  const advice = 'Give `threads`, or ask again when such a host is there.';
  throw badInput('input.threads', 'No host is there yet that says how many threads it has.', advice);
}

function describeRun(raceId: string, entrant: ResolvedEntrant, position: number): Run {
  return Object.assign(new Run(), {
    id: newId('run'),
    raceId,
    position,
    cloneOf: null,
    label: entrant.label,
    engine: entrant.engine.adapter.id,
    variant: entrant.variant.facts.id,
    status: entrant.obstacle ? 'UNSUPPORTED' : 'QUEUED',
    engineVersion: entrant.variant.version,
    device: null,
    settings: [],
    implementation: [],
    parity: null,
    failure: entrant.obstacle,
  } satisfies Omit<Run, 'race'>);
}

/** With a second copy of the first run that can race, where the race is to check itself. */
function withClone({ selfCheck }: StartRaceRequest, runs: readonly Run[]): Run[] {
  const original = selfCheck ? runs.find(({ status }) => status === 'QUEUED') : undefined;
  if (!original) return [...runs];
  const labels = new Set(runs.map(({ label }) => label));
  let label = `${original.label} (clone)`;
  while (labels.has(label)) label += ' (clone)';
  return [
    ...runs,
    Object.assign(new Run(), { ...original, id: newId('run'), position: runs.length, label, cloneOf: original.id }),
  ];
}

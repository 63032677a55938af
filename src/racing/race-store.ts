/** The only writer of races, runs, trials and events. Every change is one transaction and announces itself once. */
import { In, type DataSource, type EntityManager } from 'typeorm';
import { UNBOUND, type Quotas } from '../auth/principal';
import { RaceEvent, type RaceEventContent } from '../entities/race-event.entity';
import { Race, type FailureFacts, type RaceStatusName, type WarningFacts } from '../entities/race.entity';
import { Run, type RunStatusName } from '../entities/run.entity';
import { Trial } from '../entities/trial.entity';
import { addAuditEntry, raceDetails, type Act } from './audit-trail';
import { NOBODY, type Caller } from './caller';
import { keepSpentTime } from './quotas';
import { RaceChanges, UNFENCED } from './race-changes';
import type { RaceEvents } from './race-events';
import { hasEnded } from './race-status';
import { timesBlocks } from './metric';
import type { RaceFact } from './race-fact';
import { RaceIntake, type NewRace } from './race-intake';
import { addWarning, describeRun, trialRow, withoutRepeats } from './race-rows';
import { packTrialsOfRace } from './stored-trials';
import { packHistory } from './stored-events';

/** How a race ended, and what stands on it from then on. */
export interface RaceEnding {
  readonly status: Exclude<RaceStatusName, 'QUEUED' | 'RUNNING'>;
  readonly verdict: string | null;
  readonly warnings: readonly WarningFacts[];
  readonly failure: FailureFacts | null;
}

/** Of races and runs that have not ended. */
const OPEN = ['QUEUED', 'RUNNING'] as const;

/** What becomes of runs that were still going when their race ended so. */
const RUN_STATUS_AFTER: Readonly<Record<RaceEnding['status'], RunStatusName>> = {
  FINISHED: 'FINISHED',
  CANCELLED: 'CANCELLED',
  FAILED: 'FAILED',
  INTERRUPTED: 'CANCELLED',
};

/**
 * Whoever has the race in hand writes with the number under which it took it (`RaceHolds`); what it writes too late is
 * refused with `HoldLost`.
 */
export class RaceStore {
  private readonly changes: RaceChanges;
  private readonly intake: RaceIntake;
  private packing: Promise<void> = Promise.resolve();

  constructor(database: DataSource, events: RaceEvents, changes = new RaceChanges(database, events)) {
    this.changes = changes;
    this.intake = new RaceIntake(changes);
  }

  /**
   * Stores a new race with its runs, or returns the one that already has its idempotency key. Throws QUEUE_FULL, or
   * QUOTA_EXCEEDED of its owner.
   */
  async create(
    race: Race,
    runs: readonly Run[],
    maximumQueued: number,
    { caller = NOBODY, quotas = UNBOUND }: { readonly caller?: Caller; readonly quotas?: Quotas } = {},
  ): Promise<Race> {
    return this.intake.take({ race, runs, maximumQueued, caller, quotas });
  }

  /** All of these, and what `also` writes, in one transaction; or nothing. Throws QUEUE_FULL or QUOTA_EXCEEDED. */
  async createTogether(entries: readonly NewRace[], also: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.intake.takeAll(entries, also);
  }

  /** Ends a race that still waits; leaves any other as it is. Who asks is written down unless it had ended already. */
  async cancelQueued(raceId: string, caller: Caller = NOBODY): Promise<void> {
    await this.changes.make(raceId, UNFENCED, async (manager) => {
      const race = await manager.findOneBy(Race, { id: raceId });
      if (!race || hasEnded(race.status)) return;
      await addAuditEntry(manager, { caller, action: 'CANCEL', subject: raceId, details: raceDetails(race) });
      const waiting = { id: raceId, status: 'QUEUED' as const };
      const ended = { status: 'CANCELLED' as const, finishedAt: Date.now(), heldUntil: null };
      const { affected } = await manager.update(Race, waiting, ended);
      if (!affected) return;
      await manager.update(Run, { raceId, status: 'QUEUED' }, { status: 'CANCELLED' });
      await this.append(manager, raceId, [{ kind: 'STATUS', status: 'CANCELLED' }]);
    });
  }

  /** QUEUED (or RUNNING before an interruption) → RUNNING, with what it expects to find; null when it was cancelled or deleted meanwhile. */
  async begin(
    raceId: string,
    hardwareProfileId: string,
    expectation: number | null = null,
    fence: number | null = UNFENCED,
  ): Promise<Race | null> {
    return this.changes.make(raceId, fence, async (manager) => {
      const race = await manager.findOneBy(Race, { id: raceId });
      if (!race || (race.status !== 'QUEUED' && race.status !== 'RUNNING')) return null;
      const resumed = race.status === 'RUNNING';
      // Trials stay those of the machine that they were measured on.
      const measured = await manager.existsBy(Trial, { raceId });
      const begun = {
        status: 'RUNNING' as const,
        attempts: race.attempts + 1,
        hardwareProfileId: measured ? (race.hardwareProfileId ?? hardwareProfileId) : hardwareProfileId,
        startedAt: race.startedAt ?? Date.now(),
        expectedDetectableDifference: resumed ? race.expectedDetectableDifference : expectation,
      };
      await manager.update(Race, { id: raceId }, begun);
      await manager.update(Run, { raceId, status: 'QUEUED' }, { status: 'RUNNING' });
      if (!resumed) await this.append(manager, raceId, [{ kind: 'STATUS', status: 'RUNNING' }]);
      return Object.assign(race, begun);
    });
  }

  /** Writes down one fact of the runner. */
  async record(raceId: string, fact: RaceFact, fence: number | null = UNFENCED): Promise<void> {
    await this.changes.make(raceId, fence, (manager) => this.apply(manager, raceId, fact));
  }

  /** Ends the race and every run that was still going. Does nothing to a race that has ended already. */
  async end(raceId: string, ending: RaceEnding, fence: number | null = UNFENCED): Promise<void> {
    await this.changes.make(raceId, fence, async (manager) => {
      // Locks its row first: of its holder and whoever ends it without the holder, the second finds it ended.
      const { affected } = await manager.update(Race, { id: raceId, status: In(OPEN) }, { heldUntil: null });
      if (!affected) return;
      const race = await manager.findOneByOrFail(Race, { id: raceId });
      await manager.update(
        Race,
        { id: raceId },
        {
          status: ending.status,
          verdict: ending.verdict,
          warnings: withoutRepeats([...race.warnings, ...ending.warnings]),
          failure: ending.failure,
          finishedAt: Date.now(),
          // Whoever still measures it finds out with its next word.
          fence: race.fence + 1,
        },
      );
      for (const status of OPEN) {
        await manager.update(Run, { raceId, status }, { status: RUN_STATUS_AFTER[ending.status] });
      }
      await this.append(manager, raceId, [{ kind: 'STATUS', status: ending.status }]);
      await packHistory(manager, raceId);
    });
    this.packing = this.packing
      .then(() => packTrialsOfRace(this.changes, raceId))
      // They stay rows, which are read as well.
      .catch(() => undefined);
  }

  /** When nothing is packed any more: to be waited for before the database is closed. */
  settled(): Promise<void> {
    return this.packing;
  }

  /** Whoever has the race in hand is to stop; nothing where it has ended. */
  async requestCancel(raceId: string): Promise<void> {
    await this.changes.make(raceId, UNFENCED, async (manager) => {
      await manager.update(Race, { id: raceId, status: 'RUNNING' }, { cancelRequestedAt: Date.now() });
    });
  }

  /** Removes the race with its runs, trials and events. */
  async remove(raceId: string, caller: Caller = NOBODY): Promise<void> {
    await this.changes.make(raceId, UNFENCED, async (manager) => {
      const race = await manager.findOneBy(Race, { id: raceId });
      if (!race) return;
      await keepSpentTime(manager, raceId);
      await manager.delete(Race, { id: raceId });
      await addAuditEntry(manager, { caller, action: 'DELETE', subject: raceId, details: raceDetails(race) });
    });
  }

  /** Of what is asked for without changing a row. */
  async note(act: Act): Promise<void> {
    await this.changes.make(act.subject, UNFENCED, (manager) => addAuditEntry(manager, act));
  }

  private async apply(manager: EntityManager, raceId: string, fact: RaceFact): Promise<void> {
    switch (fact.kind) {
      case 'tensors':
        await manager.update(Race, { id: raceId }, { tensorsSha256: fact.sha256 });
        return;
      case 'phase':
        await this.append(
          manager,
          raceId,
          fact.runIds.map((runId) => ({ kind: 'PHASE', runId, phase: fact.phase })),
        );
        return;
      case 'described':
        await describeRun(manager, fact);
        return;
      case 'run-ended':
        await manager.update(Run, { id: fact.runId }, { status: fact.status, failure: fact.failure });
        await this.append(manager, raceId, [{ kind: 'PHASE', runId: fact.runId, phase: fact.status.toLowerCase() }]);
        return;
      case 'trial':
        await manager.insert(Trial, trialRow(raceId, fact.trial));
        return;
      case 'warning':
        await addWarning(manager, raceId, fact.warning);
        return;
      case 'round':
        await this.recordRound(manager, raceId, fact);
    }
  }

  private async recordRound(
    manager: EntityManager,
    raceId: string,
    fact: Extract<RaceFact, { kind: 'round' }>,
  ): Promise<void> {
    const { analysis, round, progress, spentSeconds } = fact;
    await manager.update(
      Race,
      { id: raceId },
      { analysis, spentSeconds, roundsCompleted: analysis.roundsCompleted, attempts: 0 },
    );
    const { metric } = await manager.findOneOrFail(Race, { select: { id: true, metric: true }, where: { id: raceId } });
    const running = analysis.runs.map((run) => ({
      runId: run.runId,
      secondsPerIteration: timesBlocks(metric) ? run.runningSecondsPerIteration : null,
      energyJoulesPerItem: metric === 'ENERGY' ? run.runningSecondsPerIteration : null,
      ratioToLeader: run.runningRatioToLeader,
    }));
    await this.append(manager, raceId, [{ kind: 'ROUND', round, progress, running }]);
  }

  private async append(manager: EntityManager, raceId: string, contents: readonly RaceEventContent[]): Promise<void> {
    await manager.increment(Race, { id: raceId }, 'lastSequence', contents.length);
    const race = await manager.findOneOrFail(Race, { select: { id: true, lastSequence: true }, where: { id: raceId } });
    const first = race.lastSequence - contents.length + 1;
    const at = Date.now();
    const rows = contents.map((content, index) => ({ raceId, sequence: first + index, at, content }));
    await manager.insert(RaceEvent, rows);
  }
}

/** A race in the log: its beginning and end, what failed, and at `debug` each step of each entrant. */
import type { Logger } from 'pino';
import type { Race, RaceStatusName } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { RaceFact, RunPhase } from '../racing/race-fact';
import type { RaceObserver } from '../racing/race-observer';

const MILLISECONDS_PER_SECOND = 1000;

interface Watched {
  readonly logger: Logger;
  readonly begunAt: number;
}

export class RaceLog implements RaceObserver {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly logger: Logger) {}

  begun(race: Race, runs: readonly Run[]): void {
    const logger = this.logger.child({ raceId: race.id });
    this.watched.set(race.id, { logger, begunAt: performance.now() });
    const { workload, task, metric, effort, device, threads, attempts } = race;
    logger.info({ workload, task, metric, effort, device, threads, attempts, runs: runs.length }, 'a race is measured');
    for (const { id, engine, variant, label, status } of runs) {
      logger.debug({ runId: id, engine, variant, label, status }, 'a run of the race');
    }
  }

  told(raceId: string, fact: RaceFact): void {
    const watched = this.watched.get(raceId);
    if (watched) tellFact(watched.logger, fact);
  }

  ended(raceId: string, status: RaceStatusName | null): void {
    const watched = this.watched.get(raceId);
    if (!watched) return;
    this.watched.delete(raceId);
    const { logger, begunAt } = watched;
    const seconds = (performance.now() - begunAt) / MILLISECONDS_PER_SECOND;
    logger[status === 'FAILED' ? 'warn' : 'info']({ status, seconds }, ENDS[status ?? 'GONE']);
  }
}

const ENDS: Readonly<Record<RaceStatusName | 'GONE', string>> = {
  FINISHED: 'the race is finished',
  CANCELLED: 'the race was cancelled',
  FAILED: 'the race failed',
  INTERRUPTED: 'the race cannot go on',
  // A shutdown, or a bug: its own line says so.
  RUNNING: 'the race is put aside',
  QUEUED: 'the race is put aside',
  GONE: 'the race is over, and its row cannot be read',
};

const PHASES: Readonly<Record<RunPhase, string>> = {
  reference: 'the right answers are computed',
  import: 'a trial starts',
  build: 'a worker builds',
  parity: 'a worker proves its work',
  'warm-up': 'a worker warms up',
  measure: 'a worker is measured',
};

function tellFact(logger: Logger, fact: RaceFact): void {
  switch (fact.kind) {
    case 'tensors':
      logger.debug({ sha256: fact.sha256 }, 'weights and inputs are written');
      return;
    case 'phase':
      for (const runId of fact.runIds) {
        logger.debug({ runId, phase: fact.phase }, PHASES[fact.phase]);
      }
      return;
    case 'described': {
      const { runId, engineVersion, parity } = fact;
      logger.debug({ runId, engineVersion, parityPassed: parity.passed }, 'an entrant was proven');
      return;
    }
    case 'run-ended': {
      const { code, phase, message } = fact.failure;
      logger.warn(
        { runId: fact.runId, status: fact.status, code, phase, reason: message },
        'an entrant leaves the race',
      );
      return;
    }
    case 'trial': {
      const { runId, round, blocks, warmUpBlocks, tags } = fact.trial;
      const counted = { blocks: blocks.length, warmUpBlocks: warmUpBlocks.length };
      logger.debug({ runId, round, ...counted, tags }, 'a trial is stored');
      return;
    }
    case 'warning': {
      const { code, message, runId } = fact.warning;
      logger.info({ code, reason: message, ...(runId !== null && { runId }) }, 'the race got a warning');
      return;
    }
    case 'round':
      logger.debug({ round: fact.round, progress: fact.progress }, 'a round is complete');
  }
}

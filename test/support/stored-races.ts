/** Races as a finished measurement leaves them, for tests of what reads them. */
import type { DataSource } from 'typeorm';
import { newId } from '../../src/entities/ids';
import { HardwareProfile } from '../../src/entities/hardware-profile.entity';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { Trial } from '../../src/entities/trial.entity';
import { encodeBlocks, type PlacedBlock } from '../../src/racing/block-codec';
import type { RaceAnalysis } from '../../src/statistics/analysis';
import { hardwareRow, MOMENT, raceRow, runRow, trialRow } from '../entities/fixtures';

const interval = (value: number) => ({ value, low: value * 0.9, high: value * 1.1, confidence: 0.95 });

export function analysisOf(fast: string, slow: string): RaceAnalysis {
  const estimates = { rounds: 8, runningSecondsPerIteration: null, runningRatioToLeader: null };
  return {
    roundsCompleted: 8,
    runs: [
      { runId: fast, secondsPerIteration: interval(0.01), ...estimates },
      { runId: slow, secondsPerIteration: interval(0.02), ...estimates },
    ],
    comparisons: [
      {
        baselineRunId: fast,
        candidateRunId: slow,
        ratio: { value: 2, low: 1.9, high: 2.1, confidence: 0.95 },
        totalRatio: { value: 2.2, low: 2, high: 2.4, confidence: 0.95 },
        verdict: 'BASELINE_FASTER',
        clear: true,
        rounds: 8,
        minimumDetectableDifference: 0.03,
        furtherRounds: null,
        flags: [],
      },
    ],
    standings: [
      { tier: 1, runId: fast },
      { tier: 2, runId: slow },
    ],
  };
}

const block = (position: number, elapsedNanoseconds: number): PlacedBlock => ({
  pass: 0,
  position,
  startNanoseconds: position,
  elapsedNanoseconds,
  deviceNanoseconds: null,
  drainNanoseconds: 0,
  iterations: 4,
  cpuNanoseconds: 1,
  involuntarySwitches: 0,
  majorFaults: 0,
  batch: 0,
  checksum: 1.5,
});

export interface StoredRace {
  readonly id: string;
  readonly hardwareId: string;
  readonly runIds: readonly [string, string];
  readonly trialIds: readonly string[];
}

/** Each on a machine of its own, with two runs and `rounds` trials of each; created a second apart, oldest first. */
export async function storeRaces(database: DataSource, count: number, rounds = 2): Promise<StoredRace[]> {
  const stored: StoredRace[] = [];
  for (let index = 0; index < count; index++) {
    const hardware = hardwareRow({ createdAt: MOMENT + index * 1000 });
    const [fast, slow] = [newId('run'), newId('run')];
    const race = raceRow({
      createdAt: MOMENT + index * 1000,
      hardwareProfileId: hardware.id,
      label: `race ${index}`,
      failure: null,
      analysis: analysisOf(fast, slow),
      warnings: [{ code: 'NOISY', message: 'Noise.', runId: slow }],
    });
    const trials = [fast, slow].flatMap((runId) =>
      Array.from({ length: rounds }, (_, round) =>
        trialRow(race.id, runId, {
          round: round + 1,
          blocks: encodeBlocks([block(0, 4_000_000), block(1, 8_000_000)]),
        }),
      ),
    );
    await database.getRepository(HardwareProfile).insert(hardware);
    await database.getRepository(Race).insert(race);
    await database
      .getRepository(Run)
      .insert([
        runRow(race.id, { id: fast, label: 'Fast', engine: 'alpha', variant: 'fast' }),
        runRow(race.id, { id: slow, label: 'Slow', engine: 'gone', variant: 'old', position: 1 }),
      ]);
    if (trials.length > 0) await database.getRepository(Trial).insert(trials);
    stored.push({ id: race.id, hardwareId: hardware.id, runIds: [fast, slow], trialIds: trials.map(({ id }) => id) });
  }
  return stored;
}

/** Rows as the service makes them, for tests of what happens to rows. */
import type { DataSource } from 'typeorm';
import { NO_FINDINGS } from '../../src/entities/trial.entity';
import { newId } from '../../src/entities/ids';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import type { PlacedBlock } from '../../src/racing/block-codec';
import type { MeasuredTrial } from '../../src/racing/race-fact';
import { eventsAfter } from '../../src/racing/stored-events';

export function raceRow(values: Partial<Race> = {}): Race {
  return Object.assign(new Race(), {
    id: newId('race'),
    label: null,
    status: 'QUEUED',
    workload: 'mlp',
    parameters: { inputs: 8, hidden1: 4, hidden2: 4, classes: 3 },
    task: 'INFERENCE',
    precision: 'FLOAT32',
    batchSize: 4,
    metric: 'THROUGHPUT',
    question: 'BEST',
    effort: 'QUICK',
    practicalDifference: 0.02,
    targetHalfWidth: null,
    expectedDetectableDifference: null,
    budgetSeconds: 60,
    device: 'CPU',
    threads: 1,
    seed: 1,
    idempotencyKey: null,
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
    lastSequence: 0,
    ...values,
  });
}

export function runRow(race: Race, position: number, values: Partial<Run> = {}): Run {
  return Object.assign(new Run(), {
    id: newId('run'),
    raceId: race.id,
    position,
    cloneOf: null,
    label: `entrant ${position}`,
    engine: 'fake',
    variant: 'steady',
    status: 'QUEUED',
    engineVersion: null,
    device: null,
    settings: [],
    implementation: [],
    parity: null,
    failure: null,
    ...values,
  });
}

export function placedBlock(pass: number, elapsedNanoseconds = 20_000_000): PlacedBlock {
  return {
    pass,
    position: 0,
    startNanoseconds: 1_000_000 * pass,
    elapsedNanoseconds,
    deviceNanoseconds: null,
    drainNanoseconds: 0,
    iterations: 10,
    cpuNanoseconds: elapsedNanoseconds,
    involuntarySwitches: 0,
    majorFaults: 0,
    batch: 0,
    checksum: 0.5,
  };
}

export function measuredTrial(runId: string, round: number, values: Partial<MeasuredTrial> = {}): MeasuredTrial {
  return {
    runId,
    round,
    startedAt: Date.now(),
    iterationsPerBlock: 10,
    blocks: [0, 1, 2].map((pass) => placedBlock(pass)),
    iterationNanoseconds: null,
    foreignShare: null,
    clockHertz: null,
    gpu: null,
    warmUpBlocks: [placedBlock(0)],
    tags: [],
    phases: {
      spawnNanoseconds: 1,
      importNanoseconds: 2,
      initialiseNanoseconds: 3,
      buildNanoseconds: 4,
      compileNanoseconds: 5,
      firstResultNanoseconds: 6,
    },
    peakResidentBytes: null,
    peakDeviceBytes: null,
    ...NO_FINDINGS,
    ...values,
  };
}

/** Sequence numbers of a race's events, in order. */
export async function sequencesOf(database: DataSource, raceId: string): Promise<number[]> {
  const events = await eventsAfter(database.manager, raceId, 0);
  return events.map(({ sequence }) => sequence);
}

/** As a race that has ended keeps it: begin and processor time to the microsecond, everything else as it was. */
export function asPackedBlock(block: PlacedBlock): PlacedBlock {
  const rounded = (nanoseconds: number) => 1000 * Math.round(nanoseconds / 1000);
  const [startNanoseconds, cpuNanoseconds] = [rounded(block.startNanoseconds), rounded(block.cpuNanoseconds)];
  return { ...block, startNanoseconds, cpuNanoseconds };
}

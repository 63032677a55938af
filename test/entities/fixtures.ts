/** Complete rows with every column filled, to be changed where a test needs it. */
import type { DataSource } from 'typeorm';
import { HardwareProfile } from '../../src/entities/hardware-profile.entity';
import { newId } from '../../src/entities/ids';
import { RaceEvent } from '../../src/entities/race-event.entity';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { Trial } from '../../src/entities/trial.entity';

/** Above 2^31, so that a 32-bit column would show. */
export const MOMENT = 1_795_400_123_456;

/** What a row holds without its relations. */
type Row<T, Relations extends keyof T> = Omit<T, Relations>;

export function hardwareRow(changes: Partial<HardwareProfile> = {}): HardwareProfile {
  return {
    id: newId('hw'),
    fingerprint: newId('hw').repeat(2),
    facts: {
      cpuModel: 'AMD EPYC 7B13',
      cpuCores: 2,
      cpuFeatures: ['avx2', 'fma'],
      memoryBytes: 8_000_000_000,
      gpus: [
        {
          name: 'NVIDIA H200',
          memoryBytes: 150_000_000_000,
          driverVersion: '570.1',
          cudaVersion: '12.8',
          computeCapability: '9.0',
          powerLimitWatts: null,
        },
      ],
      operatingSystem: 'Debian 12',
      kernel: '6.1.0',
      virtualization: null,
    },
    createdAt: MOMENT,
    ...changes,
  };
}

export function raceRow(changes: Partial<Race> = {}): Row<Race, 'runs' | 'hardwareProfile'> {
  return {
    id: newId('race'),
    label: 'nightly — größer',
    owner: null,
    project: null,
    status: 'FINISHED',
    workload: 'lstm',
    parameters: { units: 320, sequenceLength: 100 },
    task: 'TRAINING',
    precision: 'FLOAT32',
    division: 'STRICT',
    graph: null,
    batchSize: 64,
    metric: 'THROUGHPUT',
    scenario: { server: { latencyBoundSeconds: 0.01, percentile: 99 } },
    compilationCaches: 'EMPTY',
    question: 'VS_BASELINE',
    effort: 'QUICK',
    practicalDifference: 0.02,
    targetHalfWidth: 0.015,
    expectedDetectableDifference: 0.0123,
    budgetSeconds: 90.5,
    device: 'CPU',
    threads: 2,
    seed: Number.MAX_SAFE_INTEGER,
    idempotencyKey: null,
    createdAt: MOMENT,
    startedAt: MOMENT + 1,
    finishedAt: MOMENT + 2,
    hardwareProfileId: null,
    roundsCompleted: 5,
    spentSeconds: 61.25,
    attempts: 1,
    tensorsSha256: 'ab'.repeat(32),
    analysis: null,
    verdict: 'PyTorch is faster.',
    warnings: [{ code: 'THROTTLED', message: 'The clock fell.', runId: null }],
    failure: { phase: 'measure', code: 'X', message: 'm', advice: null, logTail: 'tail' },
    wanted: 'labels:gpu+h200',
    holder: 'host_1',
    fence: 3,
    heldUntil: MOMENT + 3,
    cancelRequestedAt: MOMENT + 4,
    traceParent: null,
    lastSequence: 7,
    ...changes,
  };
}

export function runRow(raceId: string, changes: Partial<Run> = {}): Row<Run, 'race'> {
  return {
    id: newId('run'),
    raceId,
    position: 0,
    cloneOf: null,
    label: 'PyTorch',
    engine: 'pytorch',
    variant: 'eager',
    status: 'FINISHED',
    engineVersion: '2.13.0',
    device: { id: 'cpu', kind: 'CPU', name: 'AMD EPYC 7B13', memoryBytes: null },
    settings: [{ name: 'threads', value: '2' }],
    implementation: [{ node: 'lstm1', form: 'native' }],
    parity: {
      passed: true,
      failedCheck: null,
      error: 1.5e-7,
      tolerance: 1e-5,
      minimumError: 0,
      reference: 'float64',
      lossError: 2e-8,
      stepLossError: 3e-8,
      lossTolerance: 1e-6,
    },
    failure: null,
    ...changes,
  };
}

export function trialRow(raceId: string, runId: string, changes: Partial<Trial> = {}): Row<Trial, 'race' | 'run'> {
  return {
    id: newId('trial'),
    raceId,
    runId,
    round: 1,
    startedAt: MOMENT,
    iterationsPerBlock: 12,
    blocks: '',
    warmUpBlocks: '',
    latencies: null,
    foreignShare: null,
    clockHertz: null,
    gpu: null,
    tags: ['NOT_STEADY'],
    phases: {
      spawnNanoseconds: 1,
      importNanoseconds: 5_000_000_000,
      initialiseNanoseconds: 3,
      buildNanoseconds: 4,
      compileNanoseconds: 5,
      firstResultNanoseconds: 6,
    },
    peakResidentBytes: 5_000_000_000,
    peakDeviceBytes: null,
    energy: null,
    serving: { latencyBoundSeconds: 0.01, percentile: 99, gridShift: 0.25, probes: [] },
    variableLengths: { firstPassNanoseconds: 4e9, compilations: 12, compilationsWhileMeasured: 0 },
    experiment: { process: 'FRESH', original: null },
    pipeline: { imagesSha256: 'ab12', pageCache: 'WARM', modelNanoseconds: [5_000_000_000], loaderNanoseconds: [7] },
    ...changes,
  };
}

export function eventRow(raceId: string, changes: Partial<RaceEvent> = {}): Row<RaceEvent, 'race'> {
  return { raceId, sequence: 1, at: MOMENT, content: { kind: 'STATUS', status: 'RUNNING' }, ...changes };
}

/** One race on its own machine, with one run, one trial and one event, all stored. */
export async function storeWholeRace(dataSource: DataSource) {
  const hardware = hardwareRow();
  const race = raceRow({ hardwareProfileId: hardware.id });
  const run = runRow(race.id);
  const trial = trialRow(race.id, run.id);
  const event = eventRow(race.id);
  await dataSource.getRepository(HardwareProfile).insert(hardware);
  await dataSource.getRepository(Race).insert(race);
  await dataSource.getRepository(Run).insert(run);
  await dataSource.getRepository(Trial).insert(trial);
  await dataSource.getRepository(RaceEvent).insert(event);
  return { hardware, race, run, trial, event };
}

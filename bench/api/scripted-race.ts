/**
 * The facts of a race as a real one tells them, drawn from a seed instead of measured: for experiments about what is
 * done with facts. Noise and order are modelled on races of eight entrants on a shared machine.
 */
import { NO_FINDINGS } from '../../src/entities/trial.entity';
import { standardNormal, uniformSource } from '../../src/engines/fake/noise';
import type { PlacedBlock } from '../../src/racing/block-codec';
import type { MeasuredTrial, RaceFact } from '../../src/racing/race-fact';
import type { RunSample, TrialSample } from '../../src/statistics/analysis';
import { analyseRace } from '../../src/statistics/race-analysis';

export interface ScriptedRace {
  readonly runIds: readonly string[];
  readonly rounds: number;
  readonly measuredBlocks: number;
  readonly warmUpBlocks: number;
  readonly seed: number;
}

const [BATCHES, ITERATIONS_PER_BLOCK] = [8, 137];
/** Of a block, seconds; each entrant is a little slower than the one before. */
const [BLOCK_SECONDS, STEP, ROUND_SD, BLOCK_SD] = [0.025, 0.003, 0.006, 0.004];
const NANOSECONDS = 1e9;
const START = 812_345_678_901_234;
const CONFIDENCE = 0.95;

type Random = () => number;

/** In the order of the runner, up to the end of the last round. */
export function* scriptedFacts({ runIds, rounds, seed, ...sizes }: ScriptedRace): Generator<RaceFact> {
  const random = uniformSource(seed);
  const samples = runIds.map((): TrialSample[] => []);
  yield { kind: 'tensors', sha256: 'ab'.repeat(32) };
  yield { kind: 'phase', runIds, phase: 'reference' };
  for (let round = 1; round <= rounds; round += 1) {
    for (const phase of ['import', 'build', 'parity'] as const) yield { kind: 'phase', runIds, phase };
    for (const runId of runIds) yield described(runId, random);
    for (const runId of runIds) yield { kind: 'phase', runIds: [runId], phase: 'warm-up' };
    yield { kind: 'phase', runIds, phase: 'measure' };
    for (const [position, runId] of runIds.entries()) {
      const trial = scriptedTrial({ runId, position, round, entrants: runIds.length, ...sizes }, random);
      samples[position]?.push({
        round,
        blockSeconds: trial.blocks.map((block) => block.elapsedNanoseconds / block.iterations / NANOSECONDS),
        notSteady: false,
      });
      yield { kind: 'trial', trial };
    }
    const runs = runIds.map((runId, position): RunSample => ({ runId, trials: samples[position] ?? [] }));
    const analysis = analyseRace({ runs, question: 'BEST', practicalDifference: 0.02, confidence: CONFIDENCE });
    yield { kind: 'round', round, analysis, spentSeconds: round * 14.25, progress: round / rounds };
  }
}

function described(runId: string, random: Random): RaceFact {
  return {
    kind: 'described',
    runId,
    engineVersion: '2.13.0+cpu',
    device: { id: 'cpu', kind: 'CPU', name: 'Intel(R) Xeon(R) Processor', memoryBytes: null },
    settings: [
      { name: 'threads', value: '2' },
      { name: 'execution', value: 'eager' },
      { name: 'compiled', value: 'false' },
      { name: 'productPrecision', value: 'highest' },
      { name: 'runtime', value: 'CPython 3.11.7' },
    ],
    implementation: ['dense1', 'relu1', 'dense2', 'relu2', 'dense3'].map((node) => ({ node, form: 'native' })),
    parity: {
      passed: true,
      failedCheck: null,
      error: 1e-7 * (1 + random()),
      tolerance: 1e-5,
      minimumError: 0,
      reference: 'float64',
      lossError: null,
      stepLossError: null,
      lossTolerance: null,
    },
  };
}

interface TrialPlan {
  readonly runId: string;
  readonly position: number;
  readonly round: number;
  readonly entrants: number;
  readonly measuredBlocks: number;
  readonly warmUpBlocks: number;
}

function scriptedTrial(plan: TrialPlan, random: Random): MeasuredTrial {
  const { runId, position, round, entrants } = plan;
  const level = BLOCK_SECONDS * (1 + STEP * position) * Math.exp(ROUND_SD * standardNormal(random));
  const begun = START + Math.round(((round - 1) * entrants + position) * 1.7 * NANOSECONDS + random() * 1e6);
  const warmUpBlocks = scriptedBlocks({ count: plan.warmUpBlocks, begun, level, beside: 1, batch: 1 }, random);
  const blocks = scriptedBlocks(
    { count: plan.measuredBlocks, begun: begun + 5e9, level, beside: entrants, batch: 5 },
    random,
  );
  return {
    runId,
    round,
    startedAt: 1_796_000_000_000 + round * 14_250 + position * 113,
    iterationsPerBlock: ITERATIONS_PER_BLOCK,
    blocks,
    warmUpBlocks,
    iterationNanoseconds: null,
    foreignShare: 0.01 * random(),
    clockHertz: null,
    gpu: null,
    ...NO_FINDINGS,
    tags: random() < 0.1 ? ['NOT_STEADY'] : [],
    phases: {
      spawnNanoseconds: Math.round(2e7 * (1 + random())),
      importNanoseconds: Math.round(1.3e9 * (1 + 0.1 * random())),
      initialiseNanoseconds: Math.round(4e6 * (1 + random())),
      buildNanoseconds: Math.round(9e6 * (1 + random())),
      compileNanoseconds: 0,
      firstResultNanoseconds: Math.round(3e6 * (1 + random())),
    },
    peakResidentBytes: 4096 * Math.round(80_000 + 500 * random()),
    peakDeviceBytes: null,
  };
}

interface BlocksPlan {
  readonly count: number;
  readonly begun: number;
  readonly level: number;
  /** Entrants that take turns. */
  readonly beside: number;
  readonly batch: number;
}

function scriptedBlocks({ count, begun, level, beside, batch }: BlocksPlan, random: Random): PlacedBlock[] {
  let start = begun;
  return Array.from({ length: count }, (_, pass) => {
    // The first blocks look for their size.
    const iterations = beside === 1 && pass < 3 ? [1, 32, 64][pass]! : ITERATIONS_PER_BLOCK;
    const hit = random() < 0.03 ? 1 - 0.1 * Math.log(random()) : 1;
    const seconds = (level * iterations * Math.exp(BLOCK_SD * standardNormal(random)) * hit) / ITERATIONS_PER_BLOCK;
    const elapsedNanoseconds = Math.round(seconds * NANOSECONDS);
    const startNanoseconds = start;
    const others = (beside - 1) * (BLOCK_SECONDS + 0.004) * Math.exp(0.02 * standardNormal(random));
    start += elapsedNanoseconds + Math.round(others * NANOSECONDS + 40_000 * random());
    const last = (batch + pass * ITERATIONS_PER_BLOCK) % BATCHES;
    return {
      pass,
      position: beside === 1 ? 0 : Math.floor(random() * beside),
      startNanoseconds,
      elapsedNanoseconds,
      deviceNanoseconds: null,
      drainNanoseconds: Math.round(90 + 60 * random()),
      iterations,
      // Both threads compute nearly all of the time.
      cpuNanoseconds: Math.round(elapsedNanoseconds * (1.97 + 0.01 * standardNormal(random))),
      involuntarySwitches: Math.floor(3 * random()),
      majorFaults: 0,
      batch: last,
      checksum: CHECKSUMS[last]!,
    };
  });
}

/** Sums of float32 numbers. */
const CHECKSUMS = Array.from({ length: BATCHES }, (_, batch) => Math.fround(12.345 * Math.sin(batch + 1)) / 3);

import type { RaceView } from '../../../src/cli/api/types';
import { renderRace } from '../../../src/cli/render/race-report';
import { estimate, FLOW, RACE, TORCH, VERDICT } from '../support/race';
import { PLAIN } from '../support/terminal';

const FAILURE = {
  phase: 'import',
  code: 'MISSING',
  message: 'The module is missing.',
  advice: 'Install it.',
  logTail: null,
};

const NO_SCENARIO = { server: null, variableLengths: null, experimentation: null, inputPipeline: null };

describe('the report of a race', () => {
  it('shows standings, figures and the verdict', () => {
    expect(renderRace(RACE, PLAIN)).toBe(
      `
lstm, training  batch 64 · float32 · throughput · 8 rounds

Standings
   1  PyTorch (eager)
   2  TensorFlow (graph)

Runs
  entrant             time per iteration         throughput                          parity error  threads
  PyTorch (eager)     20.34 ms (20.11 to 20.58)  3.146 k samples/s (3.110 to 3.183)  2.4e-7        2
  TensorFlow (graph)  47.3 ms (46.1 to 48.5)     1.353 k samples/s (1.320 to 1.388)  2.4e-7        2
  In brackets: 95 % confidence intervals.

▸ ${VERDICT}`.trimStart(),
    );
  });

  it('puts runs that were not shown to differ on one line', () => {
    const standings: RaceView['standings'] = [TORCH, FLOW].map((run) => ({ tier: 1, run }));
    expect(renderRace({ ...RACE, standings }, PLAIN)).toContain(
      'Standings\n   1  PyTorch (eager), TensorFlow (graph)   (not separable)\n',
    );
  });

  it('shows a failed entrant with its phase, reason and advice, and the others with their figures', () => {
    const failed = { ...FLOW, status: 'FAILED', secondsPerIteration: null, itemsPerSecond: null, failure: FAILURE };
    const text = renderRace({ ...RACE, runs: [TORCH, failed] }, PLAIN);
    expect(text).toContain('TensorFlow (graph)  failed ');
    expect(text).toContain('✗ TensorFlow (graph) (import): The module is missing.\n  → Install it.');
    expect(text).toContain('20.34 ms');
  });

  it("says how near runs come to their machine's limit where that is known, and which side binds", () => {
    const near = { ...TORCH, percentOfLimit: 74.321, limitedBy: 'COMPUTE' as const };
    const text = renderRace({ ...RACE, runs: [near, { ...FLOW, percentOfLimit: null, limitedBy: null }] }, PLAIN);
    expect(text).toMatch(/throughput +of the machine's limit +parity error/);
    expect(text).toMatch(/PyTorch \(eager\) .+ 74\.3 % \(compute\) +2\.4e-7/);
    expect(text).toMatch(/TensorFlow \(graph\) .+ – +2\.4e-7/);
  });

  it('shows the time to the first result where that is what was raced, and how much of it is importing', () => {
    const runs = [TORCH, FLOW].map((run, index) => ({
      ...run,
      ...{ secondsPerIteration: null, itemsPerSecond: null },
      timeToFirstResultSeconds: { value: 2 + index, low: 1.9 + index, high: 2.1 + index, confidence: 0.95 },
      coldStart: {
        ...{ importSeconds: 1.5 + index, compileSeconds: 0.1, timeToFirstResultSeconds: 2 + index },
        ...{ timeToSteadySeconds: null, steadySecondsPerIteration: null },
      },
    }));
    const text = renderRace({ ...RACE, metric: 'TIME_TO_FIRST_RESULT', runs }, PLAIN);
    expect(text).toContain('entrant             time to first result   of it importing  parity error  threads\n');
    expect(text).toContain('PyTorch (eager)     2.00 s (1.90 to 2.10)  1.50 s');
    expect(text).toContain('In brackets: 95 % confidence intervals.');
  });

  it('shows how starts went on where that is known, and what the caches were', () => {
    const starts = { importSeconds: 1.5, compileSeconds: 30.25, timeToFirstResultSeconds: 33 };
    const runs = [
      { ...TORCH, coldStart: { ...starts, timeToSteadySeconds: 33.5, steadySecondsPerIteration: 0.00213 } },
      { ...FLOW, coldStart: { ...starts, timeToSteadySeconds: null, steadySecondsPerIteration: 0.00421 } },
    ];
    const race = { ...RACE, metric: 'TIME_TO_FIRST_RESULT', compilationCaches: 'EMPTY', runs };
    const text = renderRace(race, PLAIN);
    expect(text).toContain('empty compilation caches');
    expect(text).toMatch(/of it importing +compiling +steady after +then per iteration +parity error/);
    expect(text).toMatch(/PyTorch \(eager\) .* 1\.50 s +30\.25 s +33\.50 s +2\.13 ms/);
    expect(text).toMatch(/TensorFlow \(graph\) .* 30\.25 s +– +4\.21 ms/);
  });

  it('shows percentiles where latency was raced, and leaves open what too few iterations cannot tell', () => {
    const latency = { p50: 0.00204, p90: 0.00312, p99: null, count: 64 };
    const text = renderRace({ ...RACE, metric: 'LATENCY', runs: [{ ...TORCH, latency }, FLOW] }, PLAIN);
    expect(text).toContain('p50 · p90 · p99');
    expect(text).toContain('2.04 ms · 3.12 ms · –');
    expect(text).not.toContain('throughput');
  });

  it('shows the energy of an item where that is what was raced', () => {
    const runs = [{ ...TORCH, secondsPerIteration: null, energyJoulesPerItem: estimate(0.0042, 0.0041, 0.0043) }];
    const text = renderRace({ ...RACE, metric: 'ENERGY', runs }, PLAIN);
    expect(text).toContain('energy per sample');
    expect(text).toContain('4.200 mJ (4.100 to 4.300)');
    expect(text).toContain('In brackets: 95 % confidence intervals.');
    expect(text).not.toMatch(/time per iteration|throughput/);
  });

  it('shows what sequences of different lengths cost', () => {
    const amortised = [{ sequences: 10_000, seconds: 12.5 }];
    const lengths = { firstPassSeconds: 2.5, compilations: 31, compilationsWhileMeasured: 0, amortised };
    const unknown = { ...lengths, compilations: null, amortised: [] };
    const runs = [
      { ...TORCH, variableLengths: lengths },
      { ...FLOW, variableLengths: unknown },
    ];
    const variableLengths = {
      ...{ policy: 'BUCKET', sequences: 512, shortest: 3, longest: 100, timesteps: 16_000, filledTimesteps: 25_000 },
    };
    const text = renderRace({ ...RACE, scenario: { ...NO_SCENARIO, variableLengths }, runs }, PLAIN);
    expect(text).toContain('sequences of 3 to 100, bucket, 64 % there');
    expect(text).toMatch(/first pass.*compiled.*10,000 sequences/);
    expect(text).toMatch(/PyTorch.*2\.5\d* s .*31 .*12\.5\d* s/);
    expect(text).toMatch(/TensorFlow \(graph\).*2\.5\d* s .*– .*– /);
  });

  it('shows what a change of the model went into, beside the model before it', () => {
    const phases = { buildSeconds: 0.01, compileSeconds: 0.25, firstResultSeconds: 0.002, compilations: 7 };
    const editStart = {
      ...{ process: 'LIVE' as const, ...phases, timeToSteadySeconds: null, steadySecondsPerIteration: 0.004 },
      original: { ...phases, compileSeconds: 0.5 },
    };
    const time = { secondsPerIteration: null, timeToFirstResultSeconds: estimate(0.262, 0.25, 0.27) };
    const runs = [{ ...TORCH, ...time, editStart }];
    const scenario = { ...NO_SCENARIO, experimentation: { edit: 'LAYER', process: 'LIVE' } };
    const text = renderRace({ ...RACE, metric: 'TIME_TO_FIRST_RESULT', scenario, runs }, PLAIN);
    expect(text).toContain('one more layer, live process');
    expect(text).toMatch(
      /change to first result +of it building +compiling +programs compiled +first iteration +before the change/,
    );
    expect(text).toMatch(/262 ms \(250 to 270\) +10 ms +250 ms +7 +2 ms +512 ms +– +4 ms/);
  });

  it('shows the requests a second where these were raced, and within what bound', () => {
    const runs = [
      { ...TORCH, secondsPerIteration: null, requestsPerSecond: estimate(1234, 1200, 1270) },
      { ...FLOW, secondsPerIteration: null, status: 'FAILED' as const },
    ];
    const server = { latencyBoundSeconds: 0.01, percentile: 99 };
    const scenario = { ...NO_SCENARIO, server };
    const text = renderRace({ ...RACE, metric: 'SERVER_RATE', scenario, runs }, PLAIN);
    expect(text).toContain('p99 within 10 ms');
    expect(text).toContain('answered in time');
    expect(text).toContain('1.234 k requests/s (1.200 to 1.270)');
    expect(text).toMatch(/TensorFlow \(graph\) +failed/);
    expect(text).toContain('In brackets: 95 % confidence intervals.');
    expect(text).not.toMatch(/time per iteration|throughput/);
  });

  it('shows the most memory held where that is what was raced', () => {
    const text = renderRace({ ...RACE, metric: 'PEAK_MEMORY', runs: [{ ...TORCH, secondsPerIteration: null }] }, PLAIN);
    expect(text).toContain('most memory held');
    expect(text).toContain('393 MiB');
  });

  it('says that a clone was found alike, or that it was not told; one that failed is in the verdict', () => {
    const ratio = { value: 1, low: 0.99, high: 1.01, confidence: 0.95 };
    const selfCheck = (verdict: string) => ({ verdict, ratio, sentence: 'A and its clone.' });
    const text = (verdict: string) => renderRace({ ...RACE, selfCheck: selfCheck(verdict) }, PLAIN);
    expect(text('NO_PRACTICAL_DIFFERENCE')).toContain('✓ Self-check: A and its clone.');
    expect(text('INCONCLUSIVE')).toContain('? Self-check: A and its clone.');
    expect(text('BASELINE_FASTER')).not.toContain('Self-check');
  });

  it('shows by how much parity was missed', () => {
    const wrong = { ...TORCH, parity: { passed: false, error: 0.0231, tolerance: 1e-5 } };
    expect(renderRace({ ...RACE, runs: [wrong] }, PLAIN)).toContain('0.0231 > 1.0e-5');
  });

  it('says why the environment was not quiet', () => {
    const message = 'While 3 of 4 blocks were measured, it rained. Close the window.';
    const disturbances = [{ code: 'RAIN', blockShare: 0.75, message }];
    expect(renderRace({ ...RACE, disturbances }, PLAIN)).toContain(`! ${message}`);
  });

  it('shows warnings with whom they concern', () => {
    const warnings = [
      { code: 'THREADS', message: 'It has more threads.', run: { label: 'PyTorch (eager)' } },
      { code: 'LOAD', message: 'The machine was busy.', run: null },
    ];
    expect(renderRace({ ...RACE, warnings }, PLAIN)).toContain(
      '! PyTorch (eager): It has more threads.\n! The machine was busy.',
    );
  });

  it('says every pair when there are several', () => {
    const pair = RACE.comparisons[0];
    if (!pair) throw new Error('the fixture has a pair');
    const comparisons = [pair, { ...pair, sentence: 'A second sentence' }];
    expect(renderRace({ ...RACE, comparisons }, PLAIN)).toContain(`\n\n  ${VERDICT}\n  A second sentence`);
  });

  it('shows a race that ended early as what it is', () => {
    const text = renderRace({ ...RACE, status: 'CANCELLED', verdict: null, standings: [], roundsCompleted: 1 }, PLAIN);
    expect(text.split('\n')[0]).toBe('lstm, training  batch 64 · float32 · throughput · 1 round  CANCELLED');
    expect(text).not.toContain('▸');
  });

  it('shows why a whole race failed', () => {
    expect(renderRace({ ...RACE, status: 'FAILED', failure: FAILURE }, PLAIN)).toContain(
      '✗ The race (import): The module is missing.',
    );
  });

  it('names the confidence that the intervals really attain', () => {
    const few = { ...TORCH, secondsPerIteration: { value: 1, low: 0.9, high: 1.1, confidence: 0.875 } };
    expect(renderRace({ ...RACE, runs: [few, FLOW] }, PLAIN)).toContain(
      'In brackets: 87.5 to 95 % confidence intervals.',
    );
  });

  it('tells what model and loader take, and which holds the other up', () => {
    const inputPipeline = {
      ...{ modelSeconds: estimate(0.02, 0.019, 0.021), loaderSeconds: estimate(0.05, 0.049, 0.051) },
      ...{ bothSeconds: estimate(0.052, 0.051, 0.053), overlapEfficiency: estimate(0.96, 0.95, 0.97) },
      bottleneck: 'LOADER',
    };
    const images = { imageHeight: 375, imageWidth: 500, workers: 2 };
    const scenario = { ...NO_SCENARIO, inputPipeline: images };
    const text = renderRace({ ...RACE, scenario, runs: [{ ...TORCH, inputPipeline }, FLOW] }, PLAIN);
    expect(text).toContain('JPEG 375×500, 2 loader workers');
    expect(text).toMatch(/model alone +loader alone +both +overlap +bottleneck/);
    expect(text).toMatch(/PyTorch.*20\.0\d* ms .*50\.0\d* ms .*52\.0\d* ms .*96 % +loader/);
  });

  it('claims no confidence where the rounds are too few for any', () => {
    const few = { ...TORCH, secondsPerIteration: { value: 1, low: 0.9, high: 1.1, confidence: 0 } };
    expect(renderRace({ ...RACE, runs: [few] }, PLAIN)).toContain(
      'In brackets: what was seen; too few rounds for a confidence interval.',
    );
  });
});

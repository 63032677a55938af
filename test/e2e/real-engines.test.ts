import { engineAdapters } from '../../src/engines/registry';
import { median } from '../../src/statistics/descriptive';
import { hodgesLehmann } from '../../src/statistics/signed-rank';
import { race, startServer, type TestServer } from './support';

const LSTM = {
  workload: 'lstm',
  parameters: [
    { name: 'units', value: 64 },
    { name: 'sequenceLength', value: 20 },
  ],
  batchSize: 16,
};
const TINY_MLP = [
  { name: 'inputs', value: 12 },
  { name: 'hidden1', value: 10 },
  { name: 'hidden2', value: 6 },
];
const REAL = engineAdapters.filter(({ hidden }) => !hidden).map(({ id }) => id);

describe('real engines, through the API', () => {
  let server: TestServer;
  let installed: string[];
  beforeAll(async () => {
    server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters });
    const { data } = await server.query<{
      engines: { id: string; available: boolean; unavailableReason: string | null }[];
    }>('{ engines { id available unavailableReason version devices { id kind } variants { id default } } }');
    expect(data.engines.map(({ id }) => id)).toEqual(REAL);
    installed = data.engines.filter(({ available }) => available).map(({ id }) => id);
    for (const { id, available, unavailableReason } of data.engines) {
      if (!available) console.warn(`SKIPPED: ${id} is not installed here: ${unavailableReason}`);
    }
  }, 180_000);
  afterAll(() => server.stop());

  test('a client races lstm training with its own units and sequence length', async () => {
    const entrants = ['pytorch', 'tensorflow', 'tensorflow-node'].filter((id) => installed.includes(id));
    if (entrants.length === 0) return console.warn('SKIPPED: no engine that trains is installed here.');
    const others = installed.includes('onnxruntime-node') ? ['onnxruntime-node'] : [];
    const result = await race(server, {
      ...LSTM,
      task: 'TRAINING',
      entrants: [...entrants, ...others].map((engine) => ({ engine })),
      budgetSeconds: 15,
    });
    expect(result.status).toBe('FINISHED');
    for (const run of result.runs) {
      if (run.engine.id === 'onnxruntime-node') {
        expect(run).toMatchObject({ status: 'UNSUPPORTED', failure: { code: 'TASK_UNSUPPORTED' }, parity: null });
        continue;
      }
      expect(run).toMatchObject({ status: 'FINISHED', failure: null, parity: { passed: true } });
      expect(run.parity?.error).toBeLessThan(1e-5);
      expect(run.parity?.lossError).toBeLessThan(1e-5);
      expect(run.engineVersion).toMatch(/^\d+\.\d+/);
      expect(run.settings.map(({ name }) => name).join(' ')).toMatch(/thread/i);
      expect(run.secondsPerIteration?.value).toBeGreaterThan(0);
    }
  }, 180_000);

  test('a value that float32 cannot tell the side of a kink of makes no honest engine fail', async () => {
    const entrants = ['pytorch', 'tensorflow', 'jax'].filter((id) => installed.includes(id));
    if (entrants.length === 0) return console.warn('SKIPPED: none of PyTorch, TensorFlow and JAX is installed here.');
    const result = await race(server, {
      // The input of one ReLU is 7.6e-8: two of these engines came to stand on its other side.
      ...{ workload: 'mlp', parameters: [], batchSize: 64, task: 'TRAINING', seed: 78_917_896_630_462 },
      ...{ entrants: entrants.map((engine) => ({ engine })), budgetSeconds: 1 },
    });
    for (const { status, failure, parity } of result.runs) {
      expect({ status, failure }).toEqual({ status: 'FINISHED', failure: null });
      expect(parity?.lossTolerance).toBeCloseTo(1e-5 + 2 * 1.66e-4, 5);
      expect(parity?.stepLossError).toBeLessThan(1.7e-4);
    }
  }, 180_000);

  test('the highest rate that is answered in time is raced, and told in requests a second', async () => {
    const entrants = ['onnxruntime-node', 'pytorch'].filter((id) => installed.includes(id));
    if (entrants.length < 2) return console.warn('SKIPPED: ONNX Runtime or PyTorch is not installed here.');
    // So loose that what else this machine does leaves the generator in time, or does so the second or third time.
    const scenario = { server: { latencyBoundSeconds: 1, percentile: 90 } };
    const input = {
      ...{ workload: 'mlp', parameters: [], batchSize: 1, scenario, budgetSeconds: 20, threads: 1 },
      entrants: entrants.map((engine) => ({ engine })),
    };
    let result = await race(server, input);
    for (let again = 0; again < 2 && result.runs.some(({ status }) => status === 'FAILED'); again += 1) {
      result = await race(server, input);
    }
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.verdict).toMatch(/requests a second|fastest server/);
    expect(result.verdict).toMatch(/within 1 s \(p90\)/);
    for (const { status, failure, requestsPerSecond, secondsPerIteration } of result.runs) {
      expect({ status, failure, secondsPerIteration }).toEqual({
        status: 'FINISHED',
        failure: null,
        secondsPerIteration: null,
      });
      expect(requestsPerSecond?.value).toBeGreaterThan(1);
    }
  }, 400_000);

  test('the time to the first result is raced from the start of each process, one process at a time', async () => {
    const entrants = ['onnxruntime-node', 'pytorch'].filter((id) => installed.includes(id));
    if (entrants.length < 2) return console.warn('SKIPPED: ONNX Runtime or PyTorch is not installed here.');
    const result = await race(server, {
      workload: 'mlp',
      parameters: [],
      metric: 'TIME_TO_FIRST_RESULT',
      entrants: entrants.map((engine) => ({ engine, label: engine })),
      // Eight rounds, and one start before them that is not counted; on a busy machine each takes half a minute.
      budgetSeconds: 300,
    });
    expect(result.status).toBe('FINISHED');
    // Importing PyTorch alone takes longer than all that the other does.
    expect(result.verdict).toMatch(/^To the first result: onnxruntime-node is \d+\.\d+ times as fast as pytorch/);
    for (const run of result.runs) {
      expect(run).toMatchObject({ secondsPerIteration: null, itemsPerSecond: null, parity: { passed: true } });
      const total = run.coldStart?.timeToFirstResultSeconds ?? 0;
      expect(run.coldStart?.importSeconds).toBeGreaterThan(0);
      expect(total).toBeGreaterThan(run.coldStart?.importSeconds ?? Infinity);
      // Two estimates of the same trials: the median of the phases' sums, and Hodges and Lehmann's of the logarithms.
      const trials = run.trials.edges.map(({ node }) => node.timeToFirstResultSeconds ?? Number.NaN);
      expect(total).toBeCloseTo(median(trials), 6);
      expect(run.timeToFirstResultSeconds?.value).toBeCloseTo(Math.exp(hodgesLehmann(trials.map(Math.log))), 6);
      expect(run.trials.edges.every(({ node }) => node.tags.includes('EXCLUSIVE'))).toBe(true);
    }
  }, 400_000);

  test.each([
    ['EMPTY', /^empty: files before 0, after [1-9]/],
    ['WARM', /^warm: files before [1-9]/],
  ])(
    'starts with %s compilation caches, which JAX fills',
    async (compilationCaches, said) => {
      if (!installed.includes('jax')) return console.warn('SKIPPED: JAX is not installed here.');
      const result = await race(server, {
        ...{ workload: 'mlp', parameters: [], metric: 'TIME_TO_FIRST_RESULT', compilationCaches, budgetSeconds: 1 },
        entrants: [{ engine: 'jax' }],
      });
      expect(result).toMatchObject({ status: 'FINISHED', roundsCompleted: 1 });
      expect(result.runs[0]?.settings.find(({ name }) => name === 'compilationCaches')?.value).toMatch(said);
    },
    180_000,
  );

  test.each([
    ['INFERENCE', 'LAYER', 'LIVE', ['onnxruntime-node', 'jax']],
    ['TRAINING', 'UNITS', 'LIVE', ['pytorch', 'tensorflow', 'jax']],
    ['TRAINING', 'BATCH_SHAPE', 'FRESH', ['tensorflow-node', 'pytorch']],
  ])(
    'a changed model gives its first result, proven as any other (%s, %s, %s)',
    async (task, edit, process, engines) => {
      const entrants = engines.filter((id) => installed.includes(id)).map((engine) => ({ engine, label: engine }));
      if (entrants.length === 0) return console.warn(`SKIPPED: none of ${engines.join(', ')} is installed here.`);
      const result = await race(server, {
        ...{ workload: 'mlp', parameters: TINY_MLP, batchSize: 4, task, entrants, budgetSeconds: 1 },
        scenario: { experimentation: { edit, process } },
      });
      expect(result).toMatchObject({ status: 'FINISHED', failure: null, roundsCompleted: 1 });
      for (const { status, failure, parity, coldStart, timeToFirstResultSeconds, settings } of result.runs) {
        expect({ status, failure, passed: parity?.passed }).toEqual({
          status: 'FINISHED',
          failure: null,
          passed: true,
        });
        expect(timeToFirstResultSeconds?.value).toBeGreaterThan(0);
        expect(coldStart === null).toBe(process === 'LIVE');
        const caches = settings.find(({ name }) => name === 'compilationCaches')?.value;
        expect(caches).toMatch(/^none: |^warm from the model before the change: files before \d+, after \d+/);
      }
    },
    180_000,
  );

  test.each(['INFERENCE', 'TRAINING'])(
    'the most memory that a process held is raced, one at a time (%s)',
    async (task) => {
      const entrants = ['tensorflow-node', 'pytorch'].filter((id) => installed.includes(id));
      if (entrants.length < 2) return console.warn('SKIPPED: TensorFlow in Node or PyTorch is not installed here.');
      const result = await race(server, {
        ...{ workload: 'mlp', parameters: [], task, metric: 'PEAK_MEMORY', budgetSeconds: 15 },
        entrants: entrants.map((engine) => ({ engine, label: engine })),
      });
      expect(result.status).toBe('FINISHED');
      expect(result.runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED']);
      const bytes = result.runs.map(({ peakMemoryBytes }) => peakMemoryBytes ?? Number.NaN);
      // Compared with the most sparing one.
      expect(result.comparisons[0]?.ratio.value).toBeCloseTo(Math.max(...bytes) / Math.min(...bytes), 1);
      expect(result.verdict).toMatch(/needs \d+\.\d+ times as much/);
      for (const run of result.runs) {
        expect(run.peakMemoryBytes).toBeGreaterThan(1e8);
        expect(run).toMatchObject({ secondsPerIteration: null, timeToFirstResultSeconds: null });
        expect(run.trials.edges.every(({ node }) => node.tags.includes('EXCLUSIVE'))).toBe(true);
      }
    },
    180_000,
  );

  test('every installed engine finishes mlp inference at batch size 1, each call by itself', async () => {
    if (installed.length === 0) return console.warn('SKIPPED: no engine is installed here.');
    const result = await race(server, {
      workload: 'mlp',
      parameters: [],
      batchSize: 1,
      entrants: installed.map((engine) => ({ engine })),
      // Beside other tests a call of many threads waits for the slowest of them, now and then and for long.
      threads: 1,
      budgetSeconds: 15,
    });
    expect(result.runs.map(({ status }) => status)).toEqual(installed.map(() => 'FINISHED'));
    for (const run of result.runs) {
      expect(run.parity?.error).toBeLessThan(1e-5);
      // Single calls are timed too, in the same processes: the typical one takes what blocks say. Beside other tests
      // nearly every block loses its processor at times, but the fastest, which no call is much faster than.
      expect(run.latency?.count).toBeGreaterThanOrEqual(8);
      const p50 = run.latency?.p50 ?? 0;
      const fastest = Math.min(...run.trials.edges.flatMap(({ node }) => node.blockSeconds));
      expect(p50 / fastest).toBeGreaterThan(0.2);
      expect(p50 / (run.secondsPerIteration?.value ?? 1)).toBeLessThan(2);
      expect(run.latency?.p90 ?? Infinity).toBeGreaterThanOrEqual(run.latency?.p50 ?? 0);
      // What imports for seconds is imported once and forked; Node's engines start anew.
      const forked = engineAdapters.find(({ id }) => id === run.engine.id)?.takesInterpreter === true;
      expect(run.trials.edges.map(({ node }) => node.tags.includes('FORKED'))).toEqual(
        run.trials.edges.map(() => forked),
      );
    }
  }, 180_000);
});

/** Races through input pipelines: on scripted clocks, where the right answer is known, over both databases; and real ones. */
import { fake } from '../../src/engines/fake/adapter';
import { engineAdapters } from '../../src/engines/registry';
import { describeOverDatabases } from '../support/databases';
import { pipelinesOf } from './pipelines-view';
import { race, resultOf, startRace, startServer, tryStart, type TestServer } from './support';

const IMAGES = {
  inputs: [{ name: 'images', shape: [12, 10, 3] }],
  layers: [{ flatten: {} }, { dense: { units: 4 } }],
};
const TINY = { ...IMAGES, workload: undefined, parameters: undefined, batchSize: 4, effort: 'QUICK' };
const scenario = (values = {}) => ({
  scenario: { inputPipeline: { imageHeight: 40, imageWidth: 30, ...values } },
});

describeOverDatabases('a race through input pipelines', (database) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({ databaseUrl: database().settings.databaseUrl });
  });
  afterEach(() => server.stop());

  test('times model, loader and both, says which of them holds the others up, and keeps all of it', async () => {
    const entrants = ['steady', 'slow-loader'].map((variant) => ({ engine: fake.id, variant, label: variant }));
    const id = await startRace(server, { ...TINY, entrants, ...scenario() });
    await server.follow(id);
    const result = await resultOf(server, id);
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.verdict).toMatch(/^steady is (2\.9|3\.)/);
    const { runs, ...whole } = await pipelinesOf(server, id);
    expect(whole).toMatchObject({
      metric: 'THROUGHPUT',
      scenario: { server: null, inputPipeline: { imageHeight: 40, imageWidth: 30, workers: 2 } },
      spec: { scenario: { inputPipeline: { imageHeight: 40, imageWidth: 30, workers: 2 } } },
    });
    const [steady, slow] = runs.map(({ inputPipeline }) => inputPipeline);
    expect([steady?.bottleneck, slow?.bottleneck]).toEqual(['MODEL', 'LOADER']);
    for (const run of runs) {
      const { modelSeconds, loaderSeconds, bothSeconds, overlapEfficiency } = run.inputPipeline ?? fail(run);
      // Scripted: half of the model's time, or three times of it, and both overlap as well as can be.
      const part = run.label === 'steady' ? 0.5 : 3;
      expect(loaderSeconds.value / modelSeconds.value / part).toBeCloseTo(1, 1);
      expect(overlapEfficiency.value).toBeCloseTo(1, 1);
      expect(bothSeconds.value).toBeCloseTo(run.secondsPerIteration?.value ?? NaN, 12);
      for (const { node } of run.trials.edges) {
        expect(node.inputPipeline?.pageCache).toBe('WARM');
        expect(node.inputPipeline?.modelBlockSeconds).toHaveLength(node.blockSeconds.length);
        expect(node.inputPipeline?.loaderBlockSeconds).toHaveLength(node.blockSeconds.length);
      }
    }
    const files = runs.flatMap(({ trials }) => trials.edges.map(({ node }) => node.inputPipeline?.imagesSha256));
    expect(new Set(files)).toEqual(new Set([expect.stringMatching(/^[0-9a-f]{64}$/)]));
  });

  test('a loader that leaves images out is found by its blocks, and fails alone', async () => {
    const entrants = ['steady', 'skips-images'].map((variant) => ({ engine: fake.id, variant, label: variant }));
    const { runs, status } = await race(server, { ...TINY, entrants, ...scenario() });
    expect(status).toBe('FINISHED');
    expect(runs).toMatchObject([
      { status: 'FINISHED', failure: null },
      { status: 'FAILED', failure: { code: expect.stringMatching(/LOADED_OTHERWISE|CHECKSUM_MISMATCH/) } },
    ]);
  });

  test('what does not go with it is refused at its field, with a way out', async () => {
    const entrants = [{ engine: fake.id }];
    const refused = async (values: object) =>
      (await tryStart(server, { ...TINY, entrants, ...values })).errors?.[0]?.extensions;
    expect(await refused(scenario({ workers: 0 }))).toMatchObject({ field: 'input.scenario.inputPipeline.workers' });
    expect(await refused(scenario({ imageWidth: 3 }))).toMatchObject({
      field: 'input.scenario.inputPipeline.imageWidth',
    });
    expect(await refused({ ...scenario(), metric: 'LATENCY' })).toMatchObject({ field: 'input.metric' });
    expect(await refused({ ...scenario(), batchSize: 513 })).toMatchObject({ field: 'input.batchSize' });
    const plain = { inputs: [{ name: 'x', shape: [8] }], layers: [{ dense: { units: 4 } }] };
    expect(await refused({ ...scenario(), ...plain })).toMatchObject({ field: 'input.layers' });
    expect(await refused({ ...scenario(), layers: undefined, inputs: undefined, workload: 'mlp' })).toMatchObject({
      field: 'input.workload',
      advice: expect.stringContaining('resnet18'),
    });
    const both = { scenario: { ...scenario().scenario, server: { latencyBoundSeconds: 1 } } };
    expect(await refused(both)).toMatchObject({ field: 'input.scenario' });
  });
});

describe('input pipelines of real engines', () => {
  let server: TestServer;
  let installed: Set<string>;
  beforeAll(async () => {
    server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters });
    const { data } = await server.query<{ engines: { id: string; available: boolean }[] }>(
      '{ engines { id available } }',
    );
    installed = new Set(data.engines.flatMap(({ id, available }) => (available ? [id] : [])));
  }, 180_000);
  afterAll(() => server.stop());

  /** Of those that are installed (`engine:variant`), what became of their runs. */
  const raced = async (names: readonly string[], changes = {}) => {
    const wanted = names.filter((name) => installed.has(name.split(':')[0] ?? ''));
    if (wanted.length < names.length) console.warn(`SKIPPED: of the engines only ${wanted.join(', ')} are here.`);
    const entrants = wanted.map((name) => {
      const [engine, variant] = name.split(':');
      return { engine, label: name, ...(variant && { variant }) };
    });
    const large = scenario({ imageHeight: 400, imageWidth: 300 });
    const id = await startRace(server, { ...TINY, entrants, ...large, budgetSeconds: 40, ...changes });
    await server.follow(id);
    const [{ runs }, pipelines] = [await resultOf(server, id), await pipelinesOf(server, id)];
    return runs.map((run, index) => ({ ...run, ...(pipelines.runs[index] ?? fail(run)) }));
  };

  test('PyTorch, TensorFlow and Keras load the same pixels by their own loaders; others have none', async () => {
    const runs = await raced([
      ...['pytorch', 'tensorflow', 'keras:tensorflow', 'keras:torch', 'keras:jax'],
      ...['jax', 'onnxruntime-node'],
    ]);
    for (const { label, status, failure, inputPipeline, settings } of runs) {
      if (['jax', 'onnxruntime-node'].includes(label)) {
        expect({ label, status, message: failure?.message }).toEqual({
          ...{ label, status: 'UNSUPPORTED' },
          message: expect.stringContaining('no loader of images of its own'),
        });
        continue;
      }
      expect({ label, status, failure }).toEqual({ label, status: 'FINISHED', failure: null });
      expect(settings.map(({ name }) => name)).toEqual(expect.arrayContaining(['loader', 'loaderWorkers']));
      const { modelSeconds, loaderSeconds, bothSeconds } = inputPipeline ?? fail(label);
      // 4 images of 400 × 300: whatever the machine does meanwhile, to decode them takes longer than one product.
      expect(loaderSeconds.value).toBeGreaterThan(modelSeconds.value);
      expect(bothSeconds.value).toBeGreaterThan(0.5 * loaderSeconds.value);
    }
  }, 300_000);

  // One of Keras reports a mean over its steps, the other is a `fit` for each batch.
  test('what they train on is what they load, held to the losses of the reference', async () => {
    const training = { task: 'TRAINING', training: { loss: 'CROSS_ENTROPY' }, budgetSeconds: 20 };
    const runs = await raced(['pytorch', 'tensorflow', 'keras:jax', 'keras:torch-user-api'], training);
    for (const { label, status, failure, inputPipeline } of runs) {
      expect({ label, status, failure }).toEqual({ label, status: 'FINISHED', failure: null });
      const { modelSeconds, loaderSeconds, bothSeconds } = inputPipeline ?? fail(label);
      expect(modelSeconds.value).toBeGreaterThan(0);
      // Whatever the machine does meanwhile, nobody trains on images before they are decoded.
      expect(bothSeconds.value).toBeGreaterThan(0.5 * loaderSeconds.value);
    }
  }, 300_000);
});

function fail(what: unknown): never {
  throw new Error(`there is nothing of ${JSON.stringify(what)}`);
}

/** The path of a GPU, for real: ONNX Runtime's WebGPU provider on a Vulkan driver in software. */
import { onnxruntimeNode } from '../../src/engines/onnxruntime-node/adapter';
import { reference } from '../../src/engines/reference/adapter';
import type { Graph } from '../../src/protocol/graph';
import { images, recurrent, tokens } from '../contract/families';
import { everyNode, smallLstm, smallMlp } from '../contract/graphs';
import { normwiseError, WorkerBench } from '../contract/worker-bench';
import { softwareGpuIsThere, withSoftwareGpu } from '../support/software-gpu';
import { race, startServer, type TestServer } from './support';

const engine = withSoftwareGpu(onnxruntimeNode);
const DEVICE = 'webgpu:0';
const SMALL = [
  { name: 'inputs', value: 16 },
  { name: 'hidden1', value: 8 },
  { name: 'hidden2', value: 8 },
];

jest.setTimeout(120_000);
if (!softwareGpuIsThere) console.warn('SKIPPED: a GPU in software: `npm test` could not set one up.');

(softwareGpuIsThere ? describe : describe.skip)('on a GPU in software', () => {
  describe('ONNX Runtime (webgpu)', () => {
    let bench: WorkerBench;
    beforeAll(() => {
      bench = new WorkerBench();
    });
    afterAll(() => bench.dispose());

    const prepare = async (graph: Graph) => {
      const started = await bench.start(engine, 'webgpu');
      const change = { variant: 'webgpu', device: DEVICE };
      return bench.prepare(started, engine, { graph, task: 'INFERENCE' }, change);
    };

    it.each(Object.entries({ smallMlp, smallLstm, everyNode, images, tokens }))(
      'computes %s as the reference does, and says that it ran every node',
      async (_name, graph) => {
        const answer = await prepare(graph);
        if (answer.kind === 'unsupported') throw new Error(answer.message.reason);
        const { prepared: right } = await bench.startPrepared(reference, { graph, task: 'INFERENCE' });
        expect(normwiseError(bench.withOutputs(answer).outputs, right.outputs)).toBeLessThanOrEqual(1e-5);
        const providers = answer.prepared.settings.find(({ name }) => name === 'providers')?.value;
        expect(providers).toMatch(/^WebGpuExecutionProvider: (\d+) of \1 nodes$/);
      },
    );

    it('fails, naming them, where the CPU would run nodes in its place', async () => {
      await expect(prepare(recurrent)).rejects.toMatchObject({
        code: 'WORKER_REPORTED',
        message: expect.stringMatching(/PROVIDER_FALLBACK.*CPUExecutionProvider ran RNN/),
      });
    });
  });

  describe('a server', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer({ showFakeEngine: false }, { adapters: [engine] });
    });
    afterAll(() => server.stop());

    it('lists the device of the variant, and runs a race on it', async () => {
      const { data } = await server.query<{ engines: { variants: { id: string; available: boolean }[] }[] }>(
        '{ engines { devices { id kind } variants { id available unavailableReason } } }',
      );
      expect(data.engines[0]).toMatchObject({
        devices: [{ id: 'cpu' }, { id: DEVICE, kind: 'GPU' }],
        variants: [{ available: true }, { id: 'cuda', available: false }, { id: 'webgpu', available: true }],
      });
      const result = await race(server, {
        ...{ workload: 'mlp', parameters: SMALL, batchSize: 2, device: 'GPU', budgetSeconds: 10 },
        entrants: [
          { engine: 'onnxruntime-node', variant: 'webgpu' },
          { engine: 'onnxruntime-node', variant: 'cpu' },
        ],
      });
      expect(result).toMatchObject({
        status: 'FINISHED',
        runs: [
          { status: 'FINISHED', parity: { passed: true }, failure: null },
          { status: 'UNSUPPORTED', failure: { code: 'DEVICE_UNSUPPORTED' } },
        ],
      });
      const [onGpu] = result.runs;
      expect(onGpu?.settings).toContainEqual({ name: 'device', value: DEVICE });
      expect(onGpu?.settings).toContainEqual({ name: 'hostTransfers', value: 'inputs and outputs on every run' });
      expect(onGpu?.secondsPerIteration?.value).toBeGreaterThan(0);
    });

    it('fails a run of which the CPU would do a part', async () => {
      const parameters = [
        { name: 'units', value: 8 },
        { name: 'sequenceLength', value: 4 },
        { name: 'features', value: 4 },
      ];
      const result = await race(server, {
        ...{ workload: 'rnn', parameters, batchSize: 2, device: 'GPU', budgetSeconds: 10 },
        entrants: [{ engine: 'onnxruntime-node', variant: 'webgpu' }],
      });
      expect(result.runs).toMatchObject([{ status: 'FAILED', secondsPerIteration: null }]);
      expect(result.runs[0]?.failure?.message).toMatch(/PROVIDER_FALLBACK.*CPUExecutionProvider ran/);
    });
  });
});

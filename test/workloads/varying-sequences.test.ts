import { sequenceOrder } from '../../src/statistics/schedule';
import { listWorkloads } from '../../src/workloads/catalog';
import { defaultParameters } from '../../src/workloads/describe';
import { graphFacts } from '../../src/workloads/graph-facts';
import { LENGTH_POLICIES, sequenceBatches } from '../../src/workloads/sequence-batches';
import { batchCountFor, planTensors } from '../../src/workloads/tensors';
import { readsBackward, whyFixed, withVaryingSequences } from '../../src/workloads/varying-sequences';

const smallest = (id: string) => {
  const workload = listWorkloads().find((one) => one.id === id);
  if (!workload) throw new Error(`there is no ${id}`);
  return { workload, parameters: defaultParameters(workload) };
};

describe('a workload of sequences whose lengths differ', () => {
  test('is any that goes step by step through sequences and ends with one result for each', () => {
    const reasons = Object.fromEntries(
      listWorkloads().map((workload) => [
        workload.id,
        whyFixed(workload, workload.graph(defaultParameters(workload), 1)),
      ]),
    );
    const varying = Object.keys(reasons).filter((id) => reasons[id] === null);
    expect(varying.sort()).toEqual(['bilstm', 'gru', 'lstm', 'rnn', 'text-classifier']);
    expect(reasons['mlp']).toBe('It has no sequences.');
    expect(reasons['transformer-encoder']).toMatch(/attention looks at all steps/);
    expect(readsBackward(smallest('bilstm').workload.graph(smallest('bilstm').parameters, 1))).toBe(true);
  });

  test.each(LENGTH_POLICIES.filter((policy) => policy !== 'EXACT'))(
    '%s keeps weights and result, and says how long each is',
    (policy) => {
      const { workload, parameters } = smallest('text-classifier');
      const [plain, varying] = [workload, withVaryingSequences(workload, policy)].map((one) =>
        one.graph(parameters, 4),
      );
      if (!plain || !varying) throw new Error('there are two');
      expect(graphFacts(varying).parameterCount).toBe(graphFacts(plain).parameterCount);
      expect(graphFacts(varying).outputShape).toEqual(graphFacts(plain).outputShape);
      expect(varying.inputs.map(({ name, role }) => [name, role])).toEqual([
        ['words', 'VARYING'],
        ['lengths', 'LENGTHS'],
      ]);
      const reading = varying.nodes.filter(
        (node) => node.inputs.includes('lengths') || ('lengths' in node && node.lengths === 'lengths'),
      );
      expect(reading.map(({ kind }) => kind)).toEqual([policy === 'PACKED' ? 'lstm' : 'lastStep']);
    },
  );

  test('EXACT is the same graph, its time left open', () => {
    const { workload, parameters } = smallest('lstm');
    const graph = withVaryingSequences(workload, 'EXACT').graph(parameters, 1);
    expect(graph.inputs).toEqual([{ ...workload.graph(parameters, 1).inputs[0], role: 'VARYING' }]);
    expect(graph.nodes).toEqual(workload.graph(parameters, 1).nodes);
  });

  test('stages every batch of a pass as long as it is, with its lengths', () => {
    const { workload, parameters } = smallest('lstm');
    const graph = withVaryingSequences(workload, 'BUCKET').graph(parameters, 32);
    const sequences = sequenceBatches({
      policy: 'BUCKET',
      longest: 100,
      batchSize: 32,
      order: (n) => sequenceOrder(1, n),
    });
    const batchCount = batchCountFor(graph, 2 ** 32) ?? 0;
    expect(batchCount).toBe(sequences.length);
    expect(batchCountFor(graph, 1000)).toBeNull();
    const plans = planTensors(graph, { seed: 1, batchCount, task: 'TRAINING', sequences });
    const shapeOf = (name: string) => plans.find((plan) => plan.name === name)?.shape;
    sequences.forEach(({ steps, lengths }, batch) => {
      expect(shapeOf(`batch.${batch}.x`)).toEqual([32, steps, 123]);
      expect(plans.find(({ name }) => name === `batch.${batch}.lengths`)?.draw).toEqual({
        kind: 'given',
        values: lengths,
      });
      expect(shapeOf(`batch.${batch}.target`)).toEqual([32]);
    });
  });

  test('counts the timesteps that are there', () => {
    const { workload, parameters } = smallest('lstm');
    const items = LENGTH_POLICIES.map((policy) =>
      withVaryingSequences(workload, policy).itemsPerIteration(parameters, 8),
    );
    expect(new Set(items).size).toBe(1);
    expect(items[0]).toBeGreaterThan(8 * 25);
    expect(items[0]).toBeLessThan(8 * 45);
  });
});

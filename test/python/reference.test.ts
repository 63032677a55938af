import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import type { Graph } from '../../src/protocol/graph';
import { graphNode } from '../../src/protocol/graph';
import { reference } from '../../src/engines/reference/adapter';
import { images, recurrent, tokens } from '../contract/families';
import { everyKind, kindsOf, sequenceRegression } from './graphs';
import { describeWithEngines } from './interpreters';
import { ask, question, temporaryFolder } from './questions';

describeWithEngines('the float64 reference', { reference }, ({ reference: launch }) => {
  const { folder, remove } = temporaryFolder();
  afterAll(remove);

  it('is checked on every node kind of the vocabulary', () => {
    const vocabulary = graphNode.options.map((option) => option.shape.kind.value);
    expect(kindsOf([everyKind, images, recurrent, tokens])).toEqual(new Set(vocabulary));
  });

  it.each([
    ['every node kind and cross-entropy', everyKind],
    ['images', images],
    ['recurrent layers', recurrent],
    ['tokens', tokens],
    ['stacked sequences and mean squared error', sequenceRegression],
  ])('has the gradients that central differences give, for %s', async (_, graph: Graph) => {
    const { tensorsFile } = await question(folder, graph, { variant: 'float64', task: 'TRAINING' });
    const result = spawnSync(launch.command, [path.join(__dirname, 'gradient_check.py')], {
      input: JSON.stringify({ graph, tensorsFile }),
      encoding: 'utf8',
    });
    expect(result.stderr).toBe('');
    const errors = JSON.parse(result.stdout) as Record<string, number>;
    expect(Object.keys(errors).length).toBeGreaterThan(5);
    for (const [weight, error] of Object.entries(errors)) expect([weight, error < 1e-6]).toEqual([weight, true]);
  });

  it('has another side of each kink that float32 cannot tell the side of, and of no other', () => {
    const result = spawnSync(launch.command, [path.join(__dirname, 'kinks_check.py')], { encoding: 'utf8' });
    expect(result.stderr).toBe('');
    const { relu, maxPool } = JSON.parse(result.stdout) as Record<string, Record<'plain' | 'other', unknown>>;
    const rectified = [4, 1e-6, 0, 0, 1e-5, 0];
    expect(relu?.plain).toEqual({ value: rectified, gradient: [1, 1, 0, 0, 1, 0] });
    expect(relu?.other).toEqual({ value: rectified, gradient: [1, 0, 1, 0, 1, 0] });
    expect(maxPool?.plain).toEqual({ value: [4, 4, 4], gradient: [1, 0, 0, 1, 0, 0, 1, 0, 0] });
    expect(maxPool?.other).toEqual({ value: [4, 4, 4], gradient: [1, 0, 0, 0, 1, 0, 1, 0, 0] });
  });

  it('trains alike on both sides where nothing is in doubt', async () => {
    const plain = await ask(launch, await question(folder, images, { variant: 'float64', task: 'TRAINING' }));
    const other = await ask(launch, await question(folder, images, { variant: 'other-side', task: 'TRAINING' }));
    expect(other.losses).toEqual(plain.losses);
    expect(other.outputs).toEqual(plain.outputs);
  });

  it('writes float64 and leaves the weights as they were after its SGD steps', async () => {
    const inference = await ask(launch, await question(folder, everyKind, { variant: 'float64' }));
    const training = await ask(launch, await question(folder, everyKind, { variant: 'float64', task: 'TRAINING' }));
    expect(inference.outputs[0]).toBeInstanceOf(Float64Array);
    expect(training.outputs).toEqual(inference.outputs);
    // The first result was a training step on batch 0 from the untouched weights: its loss is the first of the SGD losses.
    expect(training.losses).toHaveLength(6);
    expect(training.losses?.[5]).toBeLessThan(training.losses?.[0] ?? 0);
  });
});

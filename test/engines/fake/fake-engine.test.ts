import { fake } from '../../../src/engines/fake/adapter';
import { fakeLaunch, Workbench } from '../workbench';

let bench: Workbench;
beforeAll(() => {
  bench = new Workbench();
});
afterAll(() => bench.close());

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Seconds per iteration of each block, after real preparation in a real process. */
async function blocksOf(variant: string, seed = 11): Promise<number[]> {
  const session = bench.spawn(fakeLaunch());
  await session.hello();
  const answer = await session.prepare(bench.prepare({ variant, seed }));
  expect(answer.kind).toBe('prepared');
  const blocks = await session.measure({ blocks: 150, iterationsPerBlock: 40, rewarmIterations: 1 });
  await session.close();
  return blocks.map(({ elapsedNanoseconds, iterations }) => elapsedNanoseconds / iterations / 1e9);
}

it('is hidden, and has exactly one default', () => {
  expect(fake.hidden).toBe(true);
  expect(fake.variants.filter((variant) => variant.default)).toHaveLength(1);
});

it.each([
  ['steady-2', 1.02],
  ['steady-5', 1.05],
  ['twice', 2],
] as const)('%s takes %d times as long as steady, measured in turns', async (variant, factor) => {
  const [steady, slower] = await Promise.all(
    ['steady', variant].map(async (name) => {
      const session = bench.spawn(fakeLaunch());
      await session.hello();
      const outputFile = `${bench.folder}/${name}.safetensors`;
      // The same seed has the same noise; the shared drift goes by measuring in turns.
      await session.prepare(
        bench.prepare({ variant: name, parity: { outputFile, sgdSteps: 0, sgdLearningRate: 1, trainingSteps: 3 } }),
      );
      return session;
    }),
  );
  if (!steady || !slower) throw new Error('two sessions were to be prepared');
  const ratios: number[] = [];
  for (let pair = 0; pair < 60; pair += 1) {
    const plan = { blocks: 1, iterationsPerBlock: 20, rewarmIterations: 1 };
    const [base] = await steady.measure(plan);
    const [candidate] = await slower.measure(plan);
    ratios.push((candidate?.elapsedNanoseconds ?? NaN) / (base?.elapsedNanoseconds ?? NaN));
  }
  expect(Math.abs(median(ratios) / factor - 1)).toBeLessThan(0.005);
});

it('is slow at first when warming, and then steady', async () => {
  const seconds = await blocksOf('warming');
  expect(median(seconds.slice(0, 3)) / median(seconds.slice(100))).toBeGreaterThan(1.3);
  expect(Math.abs(median(seconds.slice(100, 120)) / median(seconds.slice(130)) - 1)).toBeLessThan(0.01);
});

it('never settles when it is never-steady', async () => {
  const seconds = await blocksOf('never-steady');
  expect(median(seconds.slice(140)) / median(seconds.slice(120, 130))).toBeGreaterThan(1.02);
});

it.each([
  ['variant', { variant: 'nothing' }],
  ['task', { task: 'TRAINING' as const }],
  ['precision', { precision: 'BFLOAT16' as const }],
  ['device', { device: 'cuda:0' }],
])('answers unsupported for a %s that it does not have', async (_, changes) => {
  const session = bench.spawn(fakeLaunch());
  await session.hello();
  expect(await session.prepare(bench.prepare(changes))).toMatchObject({ kind: 'unsupported', message: { node: null } });
  await session.close();
});

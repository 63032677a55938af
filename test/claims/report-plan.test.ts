import { quickBudgetSecondsOf } from '../../src/claims/report-plan';
import { ENGINES, wholePlan } from './support';

test('what a QUICK report gives a race is known by its key', () => {
  const jax = { id: 'jax', name: 'JAX', variants: [] };
  const keras = ENGINES.at(-1);
  const overJax = (['STEPS', 'FIT'] as const).map((through) => ({
    id: `jax-${through}`,
    over: { engine: 'jax', interface: through },
  }));
  const plan = wholePlan([
    ...ENGINES.slice(0, -1),
    jax,
    { id: 'keras', name: 'Keras', variants: [...(keras?.variants ?? []), ...overJax] },
  ]);
  expect(plan.races.map(({ key }) => key)).toContain('layer/jax/2048');
  for (const { key, quickBudgetSeconds } of plan.races) {
    expect([key, quickBudgetSecondsOf(key)]).toEqual([key, quickBudgetSeconds]);
  }
  expect(quickBudgetSecondsOf('suite/of-old/TRAINING')).toBeNull();
});

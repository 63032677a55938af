import { ledgerWarnings } from '../../src/racing/settings-ledger';

const entry = (label: string, settings: Readonly<Record<string, string>>) => ({
  label,
  settings: Object.entries(settings).map(([name, value]) => ({ name, value })),
});
const SAME = { threads: '2', execution: 'eager', productPrecision: 'float32' };

describe('the settings ledger', () => {
  test('is silent where nothing that matters differs', () => {
    const torch = entry('a', { ...SAME, torch: '2.13.0', layout: 'channels first' });
    const other = entry('b', { ...SAME, threads: '2 (counted)', layout: 'channels last', autotune: 'not applicable' });
    expect(ledgerWarnings([torch, other, entry('c', { ...SAME, autotune: 'off' })])).toEqual([]);
  });

  test('names the setting, what it means, and who has what', () => {
    const [warning, ...more] = ledgerWarnings([
      entry('PyTorch (eager)', SAME),
      entry('JAX (jit)', { ...SAME, execution: 'compiled' }),
      entry('Keras (torch)', SAME),
    ]);
    expect(more).toEqual([]);
    expect(warning?.code).toBe('SETTINGS_DIFFER');
    expect(warning?.message).toContain('execution');
    expect(warning?.message).toContain('PyTorch (eager), Keras (torch): eager; JAX (jit): compiled');
  });

  test.each([
    ['threads', '1'],
    ['productPrecision', 'bfloat16'],
    ['callForm', 'user API: fit'],
    ['hostTransfers', 'inputs and outputs on every run'],
    ['layoutConversion', 'inside the block: 2 permutations of images'],
    ['autotune', 'on'],
    ['jitCompile', 'on'],
  ])('warns of a difference in %s', (name, value) => {
    const usual = { ...SAME, callForm: 'step function', hostTransfers: 'none', layoutConversion: 'none' };
    const both = { ...usual, autotune: 'off', jitCompile: 'off' };
    expect(ledgerWarnings([entry('a', both), entry('b', { ...both, [name]: value })])).toHaveLength(1);
  });

  test('says nothing of what only one entrant reports', () => {
    expect(ledgerWarnings([entry('a', { ...SAME, jitCompile: 'on' }), entry('b', SAME)])).toEqual([]);
  });
});

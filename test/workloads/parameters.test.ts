import { PhotofinishError } from '../../src/errors';
import { findWorkload, listWorkloads } from '../../src/workloads/catalog';
import { resolveBatchSize, resolveParameters } from '../../src/workloads/parameters';

function workloadOf(id: string) {
  const workload = findWorkload(id);
  if (!workload) throw new Error(`${id} is missing`);
  return workload;
}

function refusalOf(act: () => unknown): PhotofinishError {
  try {
    act();
  } catch (error) {
    if (error instanceof PhotofinishError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parameters of a workload', () => {
  test('every workload folder is found, in order', () => {
    const ids = listWorkloads().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a.localeCompare(b)));
    expect(ids).toEqual(expect.arrayContaining(['bilstm', 'gemm', 'lstm', 'mlp', 'resnet50', 'transformer-encoder']));
    expect(ids).toHaveLength(17);
  });

  test('overrides replace defaults and leave the rest', () => {
    const values = resolveParameters(workloadOf('lstm'), [
      { name: 'units', value: 64 },
      { name: 'sequenceLength', value: 20 },
    ]);
    expect(values).toEqual({ units: 64, sequenceLength: 20, features: 123, classes: 10 });
  });

  test.each([
    ['an unknown name', [{ name: 'unit', value: 1 }], 'input.parameters[0].name', /units/],
    ['a value below the range', [{ name: 'units', value: 0 }], 'input.parameters[0].value', /from 1 to 4096/],
    ['a value above the range', [{ name: 'units', value: 4097 }], 'input.parameters[0].value', /from 1 to 4096/],
    ['a fraction', [{ name: 'units', value: 2.5 }], 'input.parameters[0].value', /whole number/],
    ['not a number', [{ name: 'units', value: Number.NaN }], 'input.parameters[0].value', /whole number/],
    [
      'the same name twice',
      [
        { name: 'units', value: 2 },
        { name: 'units', value: 3 },
      ],
      'input.parameters[1].name',
      /once/,
    ],
  ])('%s is refused with the field and the remedy', (_what, overrides, field, advice) => {
    const refusal = refusalOf(() => resolveParameters(workloadOf('lstm'), overrides));
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field, advice: expect.stringMatching(advice) });
  });

  test('the batch size has a default and a range', () => {
    expect(resolveBatchSize(workloadOf('mlp'), null)).toBe(64);
    expect(resolveBatchSize(workloadOf('mlp'), 1)).toBe(1);
    expect(refusalOf(() => resolveBatchSize(workloadOf('mlp'), 0)).field).toBe('input.batchSize');
    expect(refusalOf(() => resolveBatchSize(workloadOf('gemm'), 2)).advice).toContain('only has batch size 1');
  });
});

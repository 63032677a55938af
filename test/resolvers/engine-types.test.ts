import type { EngineState } from '../../src/engines/engine-state';
import { EngineTypes } from '../../src/resolvers/engine-types';

const state = (id: string) =>
  ({
    adapter: { id, name: id.toUpperCase(), tasks: ['INFERENCE'] },
    ...{ available: true, unavailableReason: null, version: '1.0', runtime: 'CPython 3.11' },
    ...{ variants: [], devices: ['CPU'], precisions: ['FLOAT32'] },
  }) as unknown as EngineState;

describe('engines as runs show them', () => {
  test('are looked up once each, and are there at once from then on', async () => {
    const find = jest.fn((id: string) => Promise.resolve(state(id)));
    const engines = new EngineTypes(find);
    const before = engines.of('alpha');
    expect(before).toBeInstanceOf(Promise);
    await Promise.all([engines.prepare(['alpha', 'beta', 'alpha']), engines.prepare(['beta'])]);
    expect(engines.of('beta')).toMatchObject({ id: 'beta', name: 'BETA', available: true });
    expect(engines.of('alpha')).toBe(await before);
    expect(find.mock.calls.flat()).toEqual(['alpha', 'beta']);
  });

  test('that this server does not have say so', async () => {
    const engines = new EngineTypes(() => Promise.resolve(null));
    await engines.prepare(['theano']);
    expect(engines.of('theano')).toMatchObject({ id: 'theano', available: false, version: null });
  });

  test('that cannot be looked up fail whoever asks for them, and nobody else', async () => {
    const engines = new EngineTypes((id) =>
      id === 'broken' ? Promise.reject(new Error('the catalog is gone')) : Promise.resolve(state(id)),
    );
    await engines.prepare(['broken', 'alpha']);
    expect(engines.of('alpha')).toMatchObject({ id: 'alpha' });
    await expect(engines.of('broken')).rejects.toThrow('the catalog is gone');
  });
});

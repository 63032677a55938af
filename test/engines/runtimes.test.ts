import { loadConfiguration } from '../../src/config';
import type { EngineAdapter, LaunchContext } from '../../src/engines/engine';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { engineAdapters } from '../../src/engines/registry';
import { withRuntimes } from '../../src/engines/runtimes';

const context: LaunchContext = { packageRoot: '/nowhere', cacheDirectory: '/nowhere', pythonOverride: () => undefined };
const runtime = { engineId: 'pytorch', name: 'lab', interpreter: process.execPath };

describe('second environments', () => {
  test('are engines of their own, right behind the one that they are another installation of', () => {
    const adapters = withRuntimes(engineAdapters, [runtime]);
    const ids = adapters.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['pytorch', 'pytorch@lab']);
    expect(ids).toHaveLength(engineAdapters.length + 1);
    const lab = adapters[1] as EngineAdapter;
    expect(lab.name).toBe('PyTorch @ lab');
    expect(lab.variants).toBe(pytorch.variants);
    expect(lab.locate(context)).toMatchObject({ kind: 'launch', command: process.execPath });
    expect(pytorch.locate(context)).toMatchObject({ kind: 'not-installed' });
  });

  test('name their own variable where the interpreter cannot be run', () => {
    const [, lab] = withRuntimes([pytorch], [{ ...runtime, interpreter: '/nowhere/python' }]);
    const located = lab?.locate(context);
    expect(located).toMatchObject({ kind: 'not-installed', reason: expect.stringContaining('PHOTOFINISH_RUNTIMES') });
  });

  test('are refused for an engine without a Python environment', () => {
    const wrong = [{ ...runtime, engineId: 'onnxruntime-node' }];
    expect(() => withRuntimes(engineAdapters, wrong)).toThrow(/only these .*pytorch/);
  });

  test('are read from the configuration, every wrong entry by its place', () => {
    const { runtimes } = loadConfiguration({
      PHOTOFINISH_RUNTIMES: 'pytorch@lab=/opt/lab/python, jax@old=/opt/python',
    });
    expect(runtimes).toEqual([
      { engineId: 'pytorch', name: 'lab', interpreter: '/opt/lab/python' },
      { engineId: 'jax', name: 'old', interpreter: '/opt/python' },
    ]);
    expect(() => loadConfiguration({ PHOTOFINISH_RUNTIMES: 'a@b=/c,lab=/opt' })).toThrow(/entry 2 is not/);
    expect(() => loadConfiguration({ PHOTOFINISH_RUNTIMES: 'a@b=/c,a@b=/d' })).toThrow(/one runtime twice/);
  });
});

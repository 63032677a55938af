/** Engines that are found by starting their workers: a real process that fails until it is mended. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineAdapter, Launch } from '../../src/engines/engine';
import { EngineCatalog } from '../../src/engines/engine-catalog';
import { onnxruntimeNode } from '../../src/engines/onnxruntime-node/adapter';
import { ProbeCache } from '../../src/engines/probe-cache';
import { Watchdog } from '../../src/engines/watchdog';
import { packageRoot } from '../../src/engines/worker-path';
import { workerSpawner } from '../../src/engines/worker-spawner';
import { TIMEOUTS } from './workbench';

const TOY = path.join(packageRoot(), 'test/fixtures/workers/toy.js');
const RETRY_MILLISECONDS = 100;
const PATIENCE_MILLISECONDS = 20_000;

jest.setTimeout(60_000);

describe('the engines of a machine', () => {
  const watchdog = Watchdog.start();
  let folder: string;
  let catalog: EngineCatalog | null = null;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-catalog-'));
  });
  afterEach(async () => {
    await catalog?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => watchdog.stop());

  const open = (adapter: EngineAdapter) => {
    const context = { packageRoot: packageRoot(), cacheDirectory: folder, pythonOverride: () => undefined };
    const spawn = workerSpawner(watchdog, TIMEOUTS);
    const options = { adapters: [adapter], context, spawn, showHidden: true, retryMilliseconds: RETRY_MILLISECONDS };
    return (catalog = new EngineCatalog(options));
  };
  /** Writes down each start, waits for a file `go`, and fails unless there is one `mended`. */
  const broken = (): EngineAdapter => {
    const script = [
      'echo started >> starts',
      'until test -e go; do sleep 0.05; done',
      `test -e mended || exit 3; exec "$0" "${TOY}"`,
    ].join('; ');
    const launch: Launch = {
      ...{ kind: 'launch', command: '/bin/sh', args: ['-c', `cd "${folder}"; ${script}`, process.execPath] },
      ...{ environment: {}, runtimeKey: 'broken' },
    };
    const variants = [{ id: 'only', description: 'The only one.', default: true }];
    const facts = {
      id: 'broken',
      name: 'Broken',
      tasks: ['INFERENCE'],
      precisions: ['FLOAT32'],
      hidden: false,
    } as const;
    return { ...facts, variants, locate: () => launch };
  };
  const put = (file: string) => fs.writeFileSync(path.join(folder, file), '');
  const starts = () => fs.readFileSync(path.join(folder, 'starts'), 'utf8').trim().split('\n');

  test('that fail are tried again, while nobody waits for it, until they are there', async () => {
    const engines = open(broken());
    put('go');
    const [first] = await engines.list();
    expect(first).toMatchObject({
      available: false,
      unavailableReason: expect.stringMatching(/exit code 3.*Install this engine again/),
    });
    put('mended');
    fs.rmSync(path.join(folder, 'go'));
    await sleep(RETRY_MILLISECONDS);
    // The second try goes on until it is let go.
    expect(await engines.list()).toMatchObject([{ available: false }]);
    put('go');
    for (const deadline = performance.now() + PATIENCE_MILLISECONDS; ; await sleep(50)) {
      const [engine] = await engines.list();
      if (engine?.available) break;
      expect(performance.now()).toBeLessThan(deadline);
    }
    expect(starts()).toHaveLength(2);
  });

  test('say in words that there is no GPU for WebGPU', async () => {
    const none = path.join(folder, 'no-such-driver.json');
    const nowhere: EngineAdapter = {
      ...onnxruntimeNode,
      variants: onnxruntimeNode.variants.filter(({ id }) => id === 'webgpu'),
      locate: (context) => {
        const launch = onnxruntimeNode.locate(context);
        const environment = { VK_DRIVER_FILES: none, VK_ICD_FILENAMES: none };
        return launch.kind === 'launch'
          ? { ...launch, environment: { ...launch.environment, ...environment } }
          : launch;
      },
    };
    const [engine] = await open(nowhere).list();
    const { unavailableReason } = engine?.variants[0] ?? {};
    expect(unavailableReason).toMatch(/WebGPU finds no GPU here .*needs one with its driver\. Mend what it says/);
    expect(unavailableReason).not.toMatch(/onnxruntime_src|\n/);
  });

  test('are asked again where other GPUs may be touched than before', async () => {
    const adapter = broken();
    const launch = adapter.locate({
      packageRoot: packageRoot(),
      cacheDirectory: folder,
      pythonOverride: () => undefined,
    }) as Launch;
    const cache = new ProbeCache(folder);
    const result = { version: '1', runtime: 'here', devices: [], precisions: [] };
    const before = process.env['CUDA_VISIBLE_DEVICES'];
    try {
      process.env['CUDA_VISIBLE_DEVICES'] = '';
      await cache.write(adapter, launch, result);
      expect(await cache.read(adapter, launch)).toEqual(result);
      process.env['CUDA_VISIBLE_DEVICES'] = '0';
      expect(await cache.read(adapter, launch)).toBeNull();
    } finally {
      if (before === undefined) delete process.env['CUDA_VISIBLE_DEVICES'];
      else process.env['CUDA_VISIBLE_DEVICES'] = before;
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { readHardwareFacts } from '../../src/hardware/facts';
import { canonicalJson, fingerprint } from '../../src/hardware/fingerprint';
import { parseGpus, probeGpus } from '../../src/hardware/gpus';

describe('hardware facts', () => {
  test('are read from this machine and are the same when read again', async () => {
    const facts = await readHardwareFacts();
    expect(facts).toMatchObject({ cpuCores: os.availableParallelism(), memoryBytes: os.totalmem() });
    expect(facts.cpuFeatures.length).toBeGreaterThan(0);
    expect(facts.kernel).toContain(os.release());
    expect(fingerprint(await readHardwareFacts())).toBe(fingerprint(facts));
  });

  test('canonical JSON does not depend on the order of keys and keeps the value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('GPU probe (with a stand-in for the driver’s tool; not run on a GPU)', () => {
  test('reads what the tool prints', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-gpu-'));
    const tool = path.join(folder, 'tool');
    writeFileSync(
      tool,
      '#!/bin/sh\nif [ $# -gt 0 ]; then echo "NVIDIA H200, 143771, 580.65.06, 9.0, 700.00"; else echo "| Driver Version: 580.65.06   CUDA Version: 13.0 |"; fi\n',
      { mode: 0o755 },
    );
    try {
      expect(await probeGpus(tool)).toEqual([
        {
          name: 'NVIDIA H200',
          memoryBytes: 143771 * 1024 * 1024,
          driverVersion: '580.65.06',
          cudaVersion: '13.0',
          computeCapability: '9.0',
          powerLimitWatts: 700,
        },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a value that the driver does not know is null, never 0', () => {
    expect(parseGpus('Tesla T4, 15360, 550.1, [N/A], [N/A]\n', null)[0]).toMatchObject({
      computeCapability: null,
      powerLimitWatts: null,
      cudaVersion: null,
    });
  });

  test('no tool means no GPU', async () => {
    expect(await probeGpus('/nonexistent/tool')).toEqual([]);
  });
});

/** There is no GPU here: the server's side against a program that answers, and that program against a made-up library. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EnergyUnreadable, type EnergyMeter } from '../../src/hardware/energy-meter';
import { openGpuEnergy } from '../../src/hardware/gpu-energy';
import { reference } from '../../src/engines/reference/adapter';
import { describeWithEngines } from '../python/interpreters';

const FIXTURES = path.join(__dirname, '..', 'fixtures', 'energy');
const PROGRAM = path.join(__dirname, '..', '..', 'src', 'hardware', 'gpu_energy.py');

const answering = (...answers: unknown[]) => ({
  command: process.execPath,
  args: [path.join(FIXTURES, 'gpu-reader.js'), JSON.stringify(answers)],
  environment: {},
});

describe('the energy of the GPUs', () => {
  test('is the sum of their counters, from when the meter was opened', async () => {
    const reader = answering(
      { gpus: ['A', 'B'] },
      { millijoules: [1000, 50] },
      { millijoules: [1500, 50] },
      { millijoules: [3000, 1050] },
    );
    const meter = (await openGpuEnergy(reader)) as EnergyMeter;
    expect(meter).toMatchObject({ kind: 'meter', covers: '2 GPU boards (A, B)' });
    expect((await meter.read()).joules).toBeCloseTo(0.5, 9);
    const later = await meter.read();
    expect(later.joules).toBeCloseTo(3, 9);
    expect(later.atSeconds).toBeLessThanOrEqual(performance.now() / 1000);
    meter.close();
  });

  test.each([
    ['absent without the library', [{ absent: 'no such file' }], 'absent', /no such file/],
    ['unreadable where it refuses', [{ gpus: ['A'] }, { unreadable: 'Not Supported' }], 'unreadable', /Not Supported/],
    ['unreadable where the program ends', [], 'unreadable', /is gone/],
    ['unreadable where it answers nonsense', ['Segmentation fault'], 'unreadable', /no JSON/],
  ])('is %s', async (_, answers, kind, reason) => {
    const found = await openGpuEnergy(answering(...answers));
    expect(found).toMatchObject({ kind, reason: expect.stringMatching(reason) });
  });

  test('is unreadable where the program cannot be started', async () => {
    const found = await openGpuEnergy({ command: '/nowhere/python', args: [], environment: {} });
    expect(found.kind).toBe('unreadable');
  });

  test('becomes unreadable when the program ends', async () => {
    const meter = (await openGpuEnergy(answering({ gpus: ['A'] }, { millijoules: [1] }))) as EnergyMeter;
    await expect(meter.read()).rejects.toThrow(EnergyUnreadable);
    meter.close();
  });
});

describeWithEngines('the program that reads the GPUs', { reference }, (launches) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-nvml-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const library = path.join(folder, 'libnvidia-ml.so.1');
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-o', library, path.join(FIXTURES, 'nvml.c')]).status === 0;
  if (!compiled) console.warn('SKIPPED: no C compiler makes the library that stands for the driver.');
  const withLibrary = compiled ? test : test.skip;
  const reader = (environment: Record<string, string>) => ({
    command: launches.reference.command,
    args: [PROGRAM],
    environment,
  });

  withLibrary('reads the counters of all by the names that the library has for them', async () => {
    const meter = (await openGpuEnergy(reader({ LD_LIBRARY_PATH: folder, HOME: folder }))) as EnergyMeter;
    expect(meter).toMatchObject({ kind: 'meter', covers: '2 GPU boards (Made-up 0, Made-up 1)' });
    expect((await meter.read()).joules).toBeCloseTo(1.5, 9);
    expect((await meter.read()).joules).toBeCloseTo(3, 9);
    meter.close();
  });

  withLibrary('tells why they cannot be read, in the words of the library', async () => {
    const found = await openGpuEnergy(reader({ LD_LIBRARY_PATH: folder }));
    expect(found).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('Not Supported') });
  });

  test('says that there is no driver where there is none', async () => {
    const found = await openGpuEnergy(reader({ LD_LIBRARY_PATH: '/nowhere' }));
    // On a machine with an NVIDIA driver it finds the real one.
    if (found.kind === 'meter') return found.close();
    expect(found.reason).toMatch(/libnvidia-ml|driver shows no GPU|cannot be read/);
  });
});

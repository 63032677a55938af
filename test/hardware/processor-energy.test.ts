import { mkdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { EnergyUnreadable, type EnergyMeter } from '../../src/hardware/energy-meter';
import { openProcessorEnergy } from '../../src/hardware/processor-energy';
import { Powercap } from '../fixtures/energy/powercap';

describe('the energy of the processors', () => {
  let powercap: Powercap;
  beforeEach(() => (powercap = new Powercap()));
  afterEach(() => powercap.remove());

  const open = (read?: (file: string) => string) => openProcessorEnergy(powercap.folder, read);
  const opened = () => open() as EnergyMeter;

  test('is the sum over the packages, from when the meter was opened', async () => {
    powercap.add('intel-rapl:0', { name: 'package-0', microjoules: 9_000_000 });
    powercap.add('intel-rapl:1', { name: 'package-1', microjoules: 500_000_000 });
    const meter = opened();
    expect(meter).toMatchObject({ kind: 'meter', covers: '2 processor packages' });
    powercap.set('intel-rapl:0', 10_500_000);
    powercap.set('intel-rapl:1', 502_000_000);
    expect((await meter.read()).joules).toBeCloseTo(3.5, 9);
    powercap.set('intel-rapl:1', 503_000_000);
    expect((await meter.read()).joules).toBeCloseTo(4.5, 9);
  });

  test('has the memory in it where that is counted, and nothing twice', async () => {
    powercap.add('intel-rapl:0', { name: 'package-0', microjoules: 0 });
    powercap.add('intel-rapl:0:0', { name: 'core', microjoules: 0 });
    powercap.add('intel-rapl:0:1', { name: 'dram', microjoules: 0 });
    powercap.add('intel-rapl:1', { name: 'psys', microjoules: 0 });
    powercap.add('intel-rapl-mmio:0', { name: 'package-0', microjoules: 0 });
    const meter = opened();
    expect(meter.covers).toBe('1 processor package and its memory');
    for (const zone of ['intel-rapl:0:0', 'intel-rapl:1', 'intel-rapl-mmio:0']) powercap.set(zone, 7e6);
    powercap.set('intel-rapl:0', 2e6);
    powercap.set('intel-rapl:0:1', 1e6);
    expect((await meter.read()).joules).toBeCloseTo(3, 9);
  });

  test('goes on where a counter begins anew past its range', async () => {
    const range = 65_532_610_987;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: range - 1 }),
        fc.array(fc.integer({ min: 0, max: range - 1 }), { maxLength: 20 }),
        async (start, steps) => {
          let count = start;
          const files = { energy_uj: () => count, max_energy_range_uj: () => range };
          powercap.add('intel-rapl:0', { name: 'package-0', microjoules: 0 });
          const meter = open((file) => {
            const name = Object.keys(files).find((each) => file.endsWith(each)) as keyof typeof files | undefined;
            return name ? String(files[name]()) : readFileSync(file, 'utf8');
          }) as EnergyMeter;
          let total = 0;
          for (const step of steps) {
            count = (count + step) % range;
            total += step;
            expect((await meter.read()).joules).toBeCloseTo(total / 1e6, 3);
          }
          powercap.remove();
          powercap = new Powercap();
        },
      ),
      { numRuns: 30 },
    );
  });

  test('cannot be read where only root may, and the advice says how to allow it', () => {
    powercap.add('intel-rapl:0', { name: 'package-0', microjoules: 1 });
    const closed = open((file) => {
      if (file.endsWith('energy_uj')) throw Object.assign(new Error('closed'), { code: 'EACCES' });
      return readFileSync(file, 'utf8');
    });
    expect(closed).toMatchObject({ kind: 'unreadable' });
    expect(closed).toMatchObject({ reason: expect.stringMatching(/is there, and cannot be read \(EACCES\)/) });
    expect(closed).toMatchObject({ advice: expect.stringMatching(/only root .*sudo chmod a\+r/) });
  });

  test('cannot be read where the file gives an error or no number', () => {
    powercap.add('intel-rapl:0', { name: 'package-0' });
    mkdirSync(powercap.counterOf('intel-rapl:0'));
    expect(open()).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('EISDIR') });
    powercap.add('intel-rapl:1', { name: 'package-1', microjoules: 1 });
    const nonsense = (file: string) => (file.endsWith('energy_uj') ? 'n/a' : readFileSync(file, 'utf8'));
    expect(open(nonsense)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('no number') });
  });

  test('is absent, not 0, where no folder is a package', () => {
    expect(open()).toMatchObject({ kind: 'absent', reason: expect.stringContaining(powercap.folder) });
    powercap.add('intel-rapl:0', { name: 'psys', microjoules: 5 });
    expect(open()).toMatchObject({ kind: 'absent' });
    expect(openProcessorEnergy('/nowhere')).toMatchObject({ kind: 'absent' });
  });

  test('becomes unreadable when the counter goes', async () => {
    powercap.add('intel-rapl:0', { name: 'package-0', microjoules: 1 });
    const meter = opened();
    powercap.remove();
    await expect(meter.read()).rejects.toThrow(EnergyUnreadable);
  });
});

import { checkEnergy, openWith } from '../../../src/cli/doctor/energy-checks';
import { loadConfiguration } from '../../../src/config';

describe('the check of the counters of energy', () => {
  const advice = 'Do this.';

  it('says what can be raced, what this machine lacks, and what it keeps from us', async () => {
    const close = jest.fn();
    const read = () => Promise.reject(new Error('nobody reads here'));
    const checks = await checkEnergy((device) =>
      Promise.resolve(
        device === 'CPU'
          ? { kind: 'meter', covers: '1 processor package', read, close }
          : { kind: 'absent', reason: 'No GPU here.', advice },
      ),
    );
    expect(checks).toEqual([
      { name: 'energy (CPU)', status: 'ok', message: 'can be raced: 1 processor package', advice: null },
      { name: 'energy (GPU)', status: 'ok', message: 'cannot be raced: No GPU here', advice: null },
    ]);
    expect(close).toHaveBeenCalledTimes(1);
    const [closed] = await checkEnergy(() => Promise.resolve({ kind: 'unreadable', reason: 'Closed.', advice }));
    expect(closed).toEqual({ name: 'energy (CPU)', status: 'warn', message: 'Closed', advice });
  });

  it('reads this machine without failing', async () => {
    const checks = await checkEnergy(openWith(loadConfiguration()));
    expect(checks.map(({ name }) => name)).toEqual(['energy (CPU)', 'energy (GPU)']);
    expect(checks.every(({ status }) => status !== 'fail')).toBe(true);
  });
});

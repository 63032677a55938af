import {
  checkClock,
  checkGovernor,
  checkLoad,
  checkProcessors,
  checkSteal,
} from '../../../src/cli/doctor/machine-checks';
import { checkNode, checkPython, checkSqliteAddon } from '../../../src/cli/doctor/runtime-checks';

describe('checks of the machine', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.20.2', 'ok'],
    ['22.0.0', 'ok'],
    ['24.21.0', 'ok'],
    ['20.9.0', 'fail'],
    ['18.20.0', 'fail'],
  ])('Node.js %s is %s', (version, status) => {
    expect(checkNode(version, '>=20.19.0').status).toBe(status);
  });

  it('fails without a usable Python and says what to install', async () => {
    const check = await checkPython(() => Promise.resolve({ usable: [], advice: 'Install Python 3.13.' }));
    expect(check).toMatchObject({ status: 'fail', advice: 'Install Python 3.13.' });
  });

  it('warns of what makes times worse', async () => {
    expect(checkProcessors(1).status).toBe('warn');
    expect(checkGovernor('powersave').status).toBe('warn');
    expect(checkLoad(1.5, 2).status).toBe('warn');
    expect((await checkSteal(() => Promise.resolve(0.03))).status).toBe('warn');
    expect(checkClock(5_000, 'tsc').status).toBe('warn');
    expect(checkClock(100, 'hpet').status).toBe('warn');
  });

  it('is content with a quiet machine, and with one that does not tell', async () => {
    const checks = [
      checkProcessors(2),
      checkGovernor('performance'),
      checkGovernor(null),
      checkLoad(0.5, 2),
      await checkSteal(() => Promise.resolve(0)),
      await checkSteal(() => Promise.resolve(null)),
      checkClock(30, 'tsc'),
      checkClock(30, null),
    ];
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('reads this machine without failing', async () => {
    expect(checkClock().message).toMatch(/^resolves \d+ ns/);
    expect((await checkSteal()).message).toMatch(/% of the time|not visible/);
    expect(checkSqliteAddon().status).toBe('ok');
  });
});

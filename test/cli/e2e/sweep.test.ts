import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readSvg, textsOf } from '../../charts/svg-tree';
import { canRace, findFreePort, ProgramRunner } from '../support/program';

const SMALL = ['-p', 'inputs=16', '-p', 'hidden1=8', '-p', 'hidden2=8', '--effort', 'quick'];
const SWEEP = ['sweep', 'mlp', '--over', 'batch-size', '--values', '4,2', '-e', 'fake:steady#quick,fake:twice#slow'];

(canRace() ? describe : describe.skip)('sweeps on the command line', () => {
  let runner: ProgramRunner;
  beforeEach(() => (runner = new ProgramRunner()));
  afterEach(() => runner.dispose());

  const own = async () => ({ PORT: String(await findFreePort()) });

  it('are followed value by value, and end with a table and who is ahead where', async () => {
    const swept = await runner.run([...SWEEP, ...SMALL], await own());
    expect(swept).toMatchObject({ exitCode: 0 });
    expect(swept.err).toContain('No server runs: this sweep gets one of its own.');
    expect(swept.err).toMatch(/batch size 2 \(1 of 2\)[^]*batch size 4 \(2 of 2\)/);
    expect(swept.out).toMatch(/^mlp, inference\n\n {2}batch size {2}quick +slow\n {2}2 +\d.+\n {2}4 +\d.+\n/);
    expect(swept.out).toMatch(/\n▸ Fastest by batch size: quick at 2 to 4\.\n$/);
  }, 60_000);

  it('draw a chart into a file, of the sweep and of a race alone', async () => {
    const file = path.join(runner.folder, 'chart.svg');
    const swept = await runner.run([...SWEEP, ...SMALL, '--chart', file], await own());
    expect(swept).toMatchObject({ exitCode: 0, err: expect.stringContaining(`Chart: ${file}`) });
    expect(textsOf(readSvg(readFileSync(file, 'utf8').trim()))).toEqual(
      expect.arrayContaining(['mlp, inference, by batch size', 'quick', 'slow', '2', '4']),
    );
    const raced = ['race', 'mlp', '-e', 'fake:steady#quick,fake:twice#slow', ...SMALL, '--chart', 'race.svg'];
    expect(await runner.run(raced, await own())).toMatchObject({ exitCode: 0 });
    const root = readSvg(readFileSync(path.join(runner.folder, 'race.svg'), 'utf8').trim());
    expect(textsOf(root)).toEqual(expect.arrayContaining(['mlp, inference: how fast', 'times as fast as quick']));
  }, 60_000);

  it.each([
    ['a folder that does not exist', 'nowhere/chart.svg'],
    ['a folder', '.'],
    ['a file in a file', '/dev/null/chart.svg'],
  ])(
    'refuse %s for a chart before anything is measured',
    async (_what, file) => {
      for (const command of [
        [...SWEEP, ...SMALL],
        ['race', 'mlp', '-e', 'fake', ...SMALL],
      ]) {
        const { exitCode, out, err } = await runner.run([...command, '--chart', file], await own());
        expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
        expect(err).toContain(`✗ The chart cannot be written to ${file}.\n  → Give the path of a file`);
        expect(err).not.toContain('No server runs');
      }
    },
    60_000,
  );

  it('say what is wrong, and where', async () => {
    const wrong = await runner.run(['sweep', 'mlp', '-e', 'fake', '--over', 'units', '--values', '1,2'], await own());
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toMatch(/✗ input\.parameter: .+\n {2}→ Use one of: .+/);
  });

  it('end at Ctrl-C with all of their races, and keep what was measured', async () => {
    const sweeping = runner.start([...SWEEP, ...SMALL], await own());
    await sweeping.until('err', 'round 1');
    sweeping.child.kill('SIGINT');
    const { exitCode, out, err } = await sweeping.finished;
    expect(exitCode).toBe(130);
    expect(err).toContain('Cancelling the sweep; what was measured is kept.');
    expect(out).toMatch(/ {2}At 4: cancelled/);
  }, 60_000);
});

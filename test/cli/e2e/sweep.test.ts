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

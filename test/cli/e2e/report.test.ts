import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { canRace, findFreePort, ProgramRunner } from '../support/program';

const SMALL = ['-e', 'fake', '--claims', 'bottlenecks-elsewhere', '--effort', 'quick', '--budget', '2s'];

(canRace() ? describe : describe.skip)('reports on the command line', () => {
  let runner: ProgramRunner;
  beforeEach(() => (runner = new ProgramRunner()));
  afterEach(() => runner.dispose());

  const own = async () => ({ PORT: String(await findFreePort()) });

  it('are followed race by race with what is left, end with a sentence for each claim, and are written whole', async () => {
    const file = path.join(runner.folder, 'report.html');
    const { exitCode, err, out } = await runner.run(['report', ...SMALL, '--output', file], await own());
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
    expect(err).toContain('No server runs: this report gets one of its own.');
    expect(err).toMatch(/mlp, inference \(1 of 5\)\n[^]*mlp, inference, one thread \(2 of 5\), about a minute left\n/);
    expect(err).toContain(`Written: ${file}`);
    expect(out).toMatch(/^▸ Not enough data: “Data preprocessing, .+”\.\n$/);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  }, 120_000);

  it('say what is wrong before anything is measured', async () => {
    const unknown = await runner.run(['report', ...SMALL, '--claims', 'x'], await own());
    expect(unknown.exitCode).toBe(2);
    expect(unknown.err).toMatch(/✗ input\.claims\[0\]: .+\n {2}→ Use some of: rnn-speed, .+/);
    const nowhere = path.join(runner.folder, 'nowhere', 'report.md');
    const unwritten = await runner.run(['report', ...SMALL, '--output', nowhere], await own());
    expect(unwritten.exitCode).toBe(2);
    expect(unwritten.err).toContain(`The report cannot be written to ${nowhere}.`);
    const unknownForm = await runner.run(['report', ...SMALL, '--output', 'report.pdf'], await own());
    expect(unknownForm).toMatchObject({ exitCode: 2, err: expect.stringContaining('.html or .md') });
    expect(existsSync('report.pdf')).toBe(false);
  }, 60_000);

  it('are compared, two of them, and say what is wrong with their ids', async () => {
    const environment = await own();
    const ids: string[] = [];
    for (const seed of ['1', '2']) {
      const { exitCode, out } = await runner.run(['report', ...SMALL, '--seed', seed, '--json'], environment);
      expect(exitCode).toBe(0);
      ids.push((JSON.parse(out) as { id: string }).id);
    }
    const file = path.join(runner.folder, 'both.md');
    const compared = await runner.run(['compare-reports', ...ids, '--output', file], environment);
    expect(compared).toMatchObject({ exitCode: 0, err: expect.stringContaining(`Written: ${file}`) });
    expect(compared.out).toMatch(
      /^Of 1 claim 1 without an answer in both\. Both were measured on the same kind of machine /,
    );
    expect(compared.out).toMatch(/\n\? Data preprocessing, .+\n {2}Not enough data in both\. Of \d+ cases /);
    expect(readFileSync(file, 'utf8')).toContain('# Two reports, compared');
    const page = path.join(runner.folder, 'both.html');
    const { exitCode } = await runner.run(['compare-reports', ...ids, '-o', page, '--json'], environment);
    expect({ exitCode, page: readFileSync(page, 'utf8') }).toMatchObject({
      exitCode: 0,
      page: expect.stringMatching(/^<!doctype html>[^]+<h1>Two reports, compared/),
    });
    const twice = await runner.run(['compare-reports', ids[0] ?? '', ids[0] ?? ''], environment);
    expect(twice).toMatchObject({ exitCode: 2, err: expect.stringContaining('not compared with itself') });
  }, 180_000);

  it('end at Ctrl-C with all of their races, and keep what was measured', async () => {
    const reporting = runner.start(['report', ...SMALL, '--json'], await own());
    await reporting.until('err', 'round 1');
    reporting.child.kill('SIGINT');
    const { exitCode, out, err } = await reporting.finished;
    expect(exitCode).toBe(130);
    expect(err).toContain('Cancelling the report; what was measured is kept.');
    expect(JSON.parse(out)).toMatchObject({ status: 'CANCELLED', claims: [{ verdict: 'NOT_ENOUGH_DATA' }] });
  }, 60_000);
});

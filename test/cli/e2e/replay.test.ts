import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { RaceView } from '../../../src/cli/api/types';
import { canRace, ProgramRunner } from '../support/program';

const SMALL = ['-p', 'inputs=16', '-p', 'hidden1=8', '-p', 'hidden2=8', '--batch-size', '2', '--effort', 'quick'];
const PAIR = ['race', 'mlp', '--entrants', 'fake:steady,fake:twice#slow', '--seed', '7', '--self-check', ...SMALL];

(canRace() ? describe : describe.skip)('a race in a file', () => {
  let runner: ProgramRunner;
  let url: string;
  beforeAll(async () => {
    runner = new ProgramRunner();
    const server = runner.start(['serve', '--json']);
    await server.until('out', '}');
    url = (JSON.parse(server.written.out) as { url: string }).url;
  });
  afterAll(() => runner.dispose());

  it('holds what was asked, the machine and every block, runs again, and tells whether the new result agrees', async () => {
    const raced = await runner.run([...PAIR, '--json', '--server', url]);
    const race = JSON.parse(raced.out) as RaceView;
    const exported = await runner.run(['export', race.id, '--server', url]);
    expect(exported.exitCode).toBe(0);
    const record = JSON.parse(exported.out);
    expect(record.spec).toMatchObject({
      ...{ workload: 'mlp', seed: 7, batchSize: 2, effort: 'QUICK', task: 'INFERENCE', selfCheck: true },
      entrants: [
        { engine: 'fake', variant: 'steady' },
        { engine: 'fake', variant: 'twice', label: 'slow' },
      ],
    });
    expect(record.race).toMatchObject({ id: race.id, verdict: race.verdict, hardware: { fingerprint: /./ } });
    expect(record.race.selfCheck.verdict).toBe('NO_PRACTICAL_DIFFERENCE');
    expect(record.runs).toHaveLength(3);
    for (const run of record.runs) {
      expect(run.trials.edges).toHaveLength(race.roundsCompleted);
      expect(run.trials.edges[0].node.blockSeconds.length).toBeGreaterThan(4);
    }

    const file = path.join(runner.folder, 'race.json');
    writeFileSync(file, exported.out);
    const replayed = await runner.run(['replay', file, '--server', url]);
    expect({ exitCode: replayed.exitCode, err: replayed.err }).toMatchObject({ exitCode: 0 });
    expect(replayed.out).toMatch(/\n✓ Self-check: No practical difference between .+ \(clone\)/);
    expect(replayed.out).toMatch(/\n✓ .+: \d.+ then, \d.+ now: changed by \d/);
    expect(replayed.out).toMatch(/\n▸ The new result agrees with the record\.\n/);

    // A record that claims what is not so, of another version.
    const [comparison] = record.race.comparisons;
    comparison.ratio = { value: 1.5, low: 1.48, high: 1.52, confidence: 0.95 };
    record.runs[0].engineVersion = '0.0.1';
    writeFileSync(file, JSON.stringify(record));
    const differing = await runner.run(['replay', file, '--server', url]);
    expect(differing.exitCode).toBe(1);
    expect(differing.out).toMatch(/\n✗ .+: 1\.50 \(1\.48 to 1\.52\) then/);
    expect(differing.out).toMatch(/! Changed: .+: 0\.0\.1 then/);
    expect(differing.out).toContain('does not agree with the record in 1 of 1 comparisons');
  }, 120_000);

  it('answers a file that is none and a race that is none with what to do', async () => {
    const file = path.join(runner.folder, 'none.json');
    writeFileSync(file, 'nonsense');
    const wrong: [string[], RegExp][] = [
      [['replay', file], /✗ This file holds no JSON\.\n {2}→ .+photofinish export/],
      [['replay', `${file}.missing`], /✗ This file cannot be read\.\n {2}→ .+/],
      [['export', 'race_nonsense'], /✗ id: This is not the id of a race\.\n {2}→ .+/],
    ];
    for (const [args, expected] of wrong) {
      const { exitCode, out, err } = await runner.run([...args, '--server', url]);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(err).toMatch(expected);
    }
    expect(readFileSync(file, 'utf8')).toBe('nonsense');
  });
});

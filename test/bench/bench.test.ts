import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { packageRoot } from '../../src/engines/worker-path';

/** The experiments in their shortest form: that they still run and print a table, not what they find on a busy machine. */
describe('the experiments', () => {
  test.each([
    ['aa', ['--races', '1'], 'called different'],
    ['quick-race', ['mlp', 'INFERENCE', 'fake:steady,fake:twice'], 'stopped by'],
    ['server-cpu', ['10'], 'server CPU during blocks'],
    ['time-to-decision', ['--races', '1', '--designs', 'torch-timer-like,ours-quick'], 'called different'],
    ['server-start', ['1'], 'median'],
  ])(
    '%s prints its table',
    (name, args, column) => {
      const script = path.join(packageRoot(), 'dist', 'bench', `${name}.js`);
      const { stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 100_000 });
      expect(stderr).not.toMatch(/\n\s+at /);
      const lines = stdout.trim().split('\n');
      const head = lines.find((line) => line.includes(column)) ?? '';
      const row = lines[lines.indexOf(head) + 2] ?? '';
      expect(head).toMatch(/^\|/);
      expect(row.split('|').length).toBe(head.split('|').length);
      expect(row).toMatch(/\d/);
    },
    120_000,
  );

  test('time-to-decision prints what was recorded, also of a run that was interrupted', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'photofinish-bench-test-'));
    try {
      const file = path.join(folder, 'recorded.jsonl');
      const common = { entrants: ['jax+busy0', 'jax+busy5'], slowerPercent: 5, where: 'some machine', flags: [] };
      const measured = { nanoseconds: null, rounds: 8, ratio: 1.05, said: 'SECOND_SLOWER' };
      const lines = [
        { seed: 1, design: 'ours-quick', seconds: 20, ...common, ...measured },
        { seed: 1, design: 'torch-timer-like', seconds: 4, ...common, ...measured, said: 'FIRST_SLOWER' },
        { seed: 2, design: 'ours-quick', seconds: 40, ...common, ...measured, said: 'UNDECIDED', ratio: null },
      ];
      writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const script = path.join(packageRoot(), 'dist', 'bench', 'time-to-decision.js');
      const { stdout } = spawnSync(process.execPath, [script, '--from', file], { encoding: 'utf8', timeout: 100_000 });
      expect(stdout).toMatch(/^some machine\n/);
      expect(stdout).toContain('| torch-timer-like | 0 | 0 | 0.0 to 100.0 % | 0 of 1 | 1 |');
      expect(stdout).toContain(
        '| ours-quick | 0 | 0 | 0.0 to 100.0 % | 1 of 2 | 0 | 0 of 2 | 0.0 to 84.2 % | 30.0 | 40.0 |',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { packageRoot } from '../../src/engines/worker-path';

/** The experiments in their shortest form: that they still run and print a table, not what they find on a busy machine. */
describe('the experiments', () => {
  test.each([
    ['aa', ['--races', '1'], 'called different'],
    ['quick-race', ['mlp', 'INFERENCE', 'fake:steady,fake:twice'], 'stopped by'],
    ['server-cpu', ['10'], 'server CPU during blocks'],
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
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Recording } from '../../bench/pictures/recording';
import { roundsOf } from '../../bench/pictures/rounds';
import { packageRoot } from '../../src/engines/worker-path';

const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function record(...args: string[]) {
  const script = path.join(packageRoot(), 'dist', 'bench', 'record.js');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 150_000 });
}

test('races are written down block by block, and added to those that are there', () => {
  const file = path.join(folder, 'races.json');
  for (const [seed, entrants] of [
    ['1', 'fake:twice/fake:steady'],
    ['2', 'fake:steady'],
  ] as const) {
    const { stderr } = record('--to', file, '--entrants', entrants, '--seed', seed, '--warm-up');
    expect(stderr).not.toMatch(/\n\s+at /);
  }
  const { recorded, races } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  expect(recorded.map(({ command }) => command)).toEqual([
    'node dist/bench/record.js --entrants fake:twice/fake:steady --seed 1 --warm-up',
    'node dist/bench/record.js --entrants fake:steady --seed 2 --warm-up',
  ]);
  expect(races.map(({ seed, entrants }) => [seed, entrants])).toEqual([
    [1, ['fake:twice', 'fake:steady']],
    [2, ['fake:steady']],
  ]);
  const [pair, alone] = races;
  expect(pair?.looks).toMatchObject([{ round: 8, verdict: expect.stringMatching(/FASTER$/) }]);
  // The second's over the first's, though the second leads.
  expect(pair?.looks[0]?.ratio.value).toBeCloseTo(0.5, 1);
  expect(pair && roundsOf(pair)).toHaveLength(8);
  expect(alone?.looks).toEqual([]);
  for (const trial of races.flatMap(({ trials }) => trials)) {
    expect(trial.blocks.length).toBeGreaterThanOrEqual(5);
    expect(trial.warmUp?.length).toBe(trial.warmUpIterations?.length);
    expect(trial.warmUp?.length).toBeGreaterThanOrEqual(14);
  }
}, 320_000);

test('without a file it says what is missing', () => {
  const { status, stderr } = record();
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/--to/) });
});

import { DESIGNS } from '../../bench/designs/designs';
import { isFound, isWrong, scoreTable, type Judged } from '../../bench/designs/score';
import type { Process, Side, Subject } from '../../bench/designs/subject';

/** What a design asks of processes whose every iteration takes exactly so long. */
async function asked(design: string, iterationSeconds: readonly [number, number]) {
  const processes: { side: Side; measured: [blocks: number, iterations: number][] }[] = [];
  const subject = {
    request: { workload: 'mlp', task: 'INFERENCE', entrants: ['a', 'b'], effort: 'QUICK', seed: 1 },
    typicalSeconds: iterationSeconds[0],
    inProcess: async <T>(side: Side, use: (process: Process) => Promise<T>) => {
      const process = { side, measured: [] as [number, number][] };
      processes.push(process);
      return use({
        emptyBlockSeconds: 1e-8,
        measure: async (blocks, iterations) => {
          process.measured.push([blocks, iterations]);
          return Array.from({ length: blocks }, () => iterationSeconds[side]);
        },
      });
    },
  } as Subject;
  const outcome = await DESIGNS[design]?.(subject);
  return {
    processes,
    outcome,
    secondsOf: (index: number) => secondsOf(processes[index]?.measured ?? [], iterationSeconds[0]),
  };
}

function secondsOf(measured: readonly [number, number][], each: number): number {
  return measured.reduce((sum, [blocks, iterations]) => sum + blocks * iterations * each, 0);
}

describe('what the designs of other tools measure', () => {
  test('hyperfine: 10 processes of the first, then 10 of the second, three seconds of each', async () => {
    const { processes, outcome } = await asked('hyperfine-like', [0.001, 0.0011]);
    expect(processes.map(({ side }) => side)).toEqual([...Array<Side>(10).fill(0), ...Array<Side>(10).fill(1)]);
    expect(processes.every(({ measured }) => measured.length === 1)).toBe(true);
    expect(processes[0]?.measured).toEqual([[1, 300]]);
    expect(outcome).toMatchObject({ said: 'SECOND_SLOWER', ratio: expect.closeTo(1.1, 9) });
  });

  test('pyperf: one process to calibrate and 20 to measure, 3 values after one of warm-up, 60 of each', async () => {
    const { processes, outcome } = await asked('pyperf-like', [0.001, 0.001]);
    expect(processes.map(({ side }) => side)).toEqual([...Array<Side>(21).fill(0), ...Array<Side>(21).fill(1)]);
    expect(processes[0]?.measured.at(-1)).toEqual([1, 128]);
    expect(processes[1]?.measured).toEqual([[4, 128]]);
    expect(outcome?.nanoseconds?.map((values) => values.length)).toEqual([60, 60]);
  });

  test('criterion: one process each, warm for 3 s, then 100 samples of growing length in about 5 s', async () => {
    const { processes, outcome, secondsOf } = await asked('criterion-like', [0.001, 0.001]);
    expect(processes.map(({ side }) => side)).toEqual([0, 1]);
    expect(outcome).toMatchObject({ said: 'NOT_DIFFERENT', ratio: 1 });
    expect(outcome?.nanoseconds?.[0]).toHaveLength(100);
    expect(processes[0]?.measured.slice(-2)).toEqual([
      [1, 99],
      [1, 100],
    ]);
    expect(secondsOf(0)).toBeCloseTo(4.095 + 5.05, 6);
  });

  test('criterion: slow work is sampled in equal lengths', async () => {
    const { processes } = await asked('criterion-like', [0.04, 0.04]);
    expect(processes[0]?.measured.slice(-2)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('torch.utils.benchmark: one process each, 0.2 s of blocks that dwarf the cost of timing', async () => {
    const { processes, secondsOf } = await asked('torch-timer-like', [0.001, 0.001]);
    expect(processes.map(({ side }) => side)).toEqual([0, 1]);
    expect(processes[0]?.measured.at(-1)).toEqual([10, 1]);
    expect(secondsOf(0)).toBeCloseTo(0.001 + 0.2, 6);
    const short = await asked('torch-timer-like', [3e-6, 3e-6]);
    expect(short.processes[0]?.measured.at(-1)).toEqual([10, 100]);
  });
});

describe('the score', () => {
  test.each([
    ['SECOND_SLOWER', 0, true, false],
    ['FIRST_SLOWER', 0, true, false],
    ['NO_PRACTICAL_DIFFERENCE', 0, false, false],
    ['NOT_DIFFERENT', 5, false, false],
    ['UNDECIDED', 5, false, false],
    ['SECOND_SLOWER', 5, false, true],
    ['FIRST_SLOWER', 5, true, false],
    ['NO_PRACTICAL_DIFFERENCE', 2, true, false],
    ['NO_PRACTICAL_DIFFERENCE', 1, false, false],
  ] as const)('%s of a second that is %d %% slower: wrong %s, found %s', (said, slowerPercent, wrong, found) => {
    expect({ wrong: isWrong({ said, slowerPercent }), found: isFound({ said, slowerPercent }) }).toEqual({
      wrong,
      found,
    });
  });

  test('counts per design', () => {
    const judged = (design: string, slowerPercent: number, said: Judged['said'], seconds: number): Judged => ({
      ...{ seed: 1, entrants: ['a', 'b'], design, slowerPercent, said, seconds, ratio: 1, where: 'here' },
      ...{ nanoseconds: null, flags: [], rounds: null },
    });
    const { head, rows } = scoreTable([
      judged('x', 0, 'SECOND_SLOWER', 3),
      judged('x', 0, 'NOT_DIFFERENT', 1),
      judged('x', 5, 'SECOND_SLOWER', 2),
      judged('y', 5, 'UNDECIDED', 9),
    ]);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(rows[0]).toEqual(['x', 2, 1, '1.3 to 98.7 %', '1 of 1', 0, '1 of 3', '0.8 to 90.6 %', '2.0', '3.0']);
    expect(rows[1]).toEqual(['y', 0, 0, '0.0 to 100.0 %', '0 of 1', 0, '0 of 1', '0.0 to 97.5 %', '9.0', '9.0']);
  });
});

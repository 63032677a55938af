import type { PlannedRace } from '../../src/claims/planned-race';
import { Race } from '../../src/entities/race.entity';
import { progressOf } from '../../src/racing/report-progress';
import type { ReportedRace } from '../../src/racing/report-result';
import { wholePlan } from '../claims/support';
import { raceRow } from '../entities/fixtures';
import { Random } from '../statistics/random';

const reported = (changes: Partial<Race>, usualSeconds: number | null = null): ReportedRace => ({
  ...{ key: 'key', name: 'name', usualSeconds, runs: [] },
  race: Object.assign(new Race(), raceRow(changes)),
});
/** STANDARD's. */
const BUDGET_SECONDS = 600;
const [FIRST_LOOK_ROUNDS, LAST_LOOK_ROUNDS] = [8, 40];
const QUEUED = { status: 'QUEUED', startedAt: null, finishedAt: null } as const;

describe('how far a report is', () => {
  test('is nothing, and all budgets, before any race has begun', () => {
    const races = [reported({ ...QUEUED, budgetSeconds: 60 }), reported({ ...QUEUED, budgetSeconds: 90 })];
    expect(progressOf(races, 0)).toEqual({ racesEnded: 0, racesTotal: 2, share: 0, estimatedSecondsLeft: 150 });
  });

  test('is all, and nothing left, once every race has ended, and where none is there', () => {
    const ended = reported({ status: 'FAILED', startedAt: 0, finishedAt: 1000 });
    expect(progressOf([ended], 5000)).toMatchObject({ racesEnded: 1, share: 1, estimatedSecondsLeft: null });
    expect(progressOf([{ ...ended, race: null }], 0)).toMatchObject({ racesTotal: 0, estimatedSecondsLeft: null });
  });

  test('does not count down below nothing while a race takes longer than was thought', () => {
    const running = reported({ status: 'RUNNING', startedAt: 0, finishedAt: null, budgetSeconds: 60 });
    const { estimatedSecondsLeft, share } = progressOf([running], 10_000_000);
    expect(estimatedSecondsLeft).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
  });

  const plan = wholePlan().races;
  /** What is told after the first tenth of races that take so many seconds each, as a share of what is left. */
  const told = (walls: readonly number[], budgetOf: (race: PlannedRace) => number) => {
    const tenth = Math.ceil(walls.length / 10);
    let now = 0;
    const races = plan.map((planned, index) => {
      const facts = { metric: planned.metric, budgetSeconds: budgetOf(planned) };
      if (index >= tenth) return reported({ ...QUEUED, ...facts }, planned.quickBudgetSeconds);
      const startedAt = now;
      now += 1000 * (walls[index] ?? 0);
      return reported({ status: 'FINISHED', startedAt, finishedAt: now, ...facts }, planned.quickBudgetSeconds);
    });
    const left = walls.slice(tenth).reduce((sum, seconds) => sum + seconds, 0);
    return (progressOf(races, now).estimatedSecondsLeft ?? 0) / left;
  };
  const REPORTS = 200;
  /** Of so many reports, how many are told within 30 %. */
  const rightShare = (report: () => number) =>
    Array.from({ length: REPORTS }, report).filter((share) => Math.abs(share - 1) <= 0.3).length / REPORTS;
  const quickBudget = ({ quickBudgetSeconds }: PlannedRace) => quickBudgetSeconds;
  const tenMinutes = () => BUDGET_SECONDS;

  test.each([
    ['whatever the machine makes of the budgets', false],
    ['where starts take all of theirs', true],
  ])('is told within 30 %% after the first tenth, %s', (_name, startsTakeAll) => {
    const random = new Random(45);
    const right = rightShare(() => {
      // A machine imports in its own time, and noise decides how much of each budget is needed.
      const overheadSeconds = 5 + 25 * random.uniform();
      const neededShare = 0.4 + 0.5 * random.uniform();
      const walls = plan.map(({ metric, quickBudgetSeconds }) => {
        const takesAll = startsTakeAll && metric === 'TIME_TO_FIRST_RESULT';
        const share = takesAll ? 1 : Math.min(1, Math.max(0.1, neededShare + 0.2 * random.gaussian()));
        return overheadSeconds + quickBudgetSeconds * share;
      });
      return told(walls, quickBudget);
    });
    expect(right).toBeGreaterThanOrEqual(0.9);
  });

  /** Of the two reports in docs/results/report.md, seconds of each race in its order. */
  const MEASURED = {
    STANDARD: [
      52, 61, 51, 60, 121, 65, 56, 73, 69, 60, 50, 79, 131, 126, 78, 75, 243, 87, 86, 93, 140, 149, 103, 128, 211, 279,
      56, 108, 209, 280, 45, 49, 48, 57, 135,
    ],
    QUICK: [
      31, 23, 44, 29, 36, 28, 37, 29, 18, 28, 59, 24, 100, 95, 50, 51, 47, 57, 46, 50, 77, 48, 42, 60, 37, 59, 24, 59,
      20, 30, 16, 17, 20, 45, 69,
    ],
  };
  test.each([
    ['STANDARD', tenMinutes],
    ['QUICK', quickBudget],
  ] as const)('is told within 30 %% after the first tenth of a %s report that was measured', (effort, budgetOf) => {
    expect(plan).toHaveLength(MEASURED[effort].length);
    expect(Math.abs(told(MEASURED[effort], budgetOf) - 1)).toBeLessThanOrEqual(0.3);
  });

  test('is mostly told within 30 % where each race has ten minutes and most need one', () => {
    const random = new Random(46);
    const right = rightShare(() => {
      // A round takes what this machine makes of it; one race in so many goes on to the last look.
      const pace = 0.6 + 1.2 * random.uniform();
      const closeShare = 0.1 + 0.2 * random.uniform();
      const walls = plan.map(({ quickBudgetSeconds }) => {
        const rounds = random.uniform() < closeShare ? LAST_LOOK_ROUNDS : FIRST_LOOK_ROUNDS;
        return Math.min(BUDGET_SECONDS, (pace * quickBudgetSeconds * rounds) / FIRST_LOOK_ROUNDS);
      });
      return told(walls, tenMinutes);
    });
    expect(right).toBeGreaterThanOrEqual(0.7);
  });
});

import { Race } from '../../src/entities/race.entity';
import { progressOf, type ReportedRace } from '../../src/racing/report-result';
import { wholePlan } from '../claims/support';
import { raceRow } from '../entities/fixtures';
import { Random } from '../statistics/random';

const reported = (changes: Partial<Race>): ReportedRace => ({
  ...{ key: 'key', name: 'name', runs: [] },
  race: Object.assign(new Race(), raceRow(changes)),
});
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

  test.each([
    ['whatever the machine makes of the budgets', false],
    ['where starts take all of theirs', true],
  ])('is told within 30 %% after the first tenth, %s', (_name, startsTakeAll) => {
    const random = new Random(45);
    const plan = wholePlan();
    let right = 0;
    const REPORTS = 200;
    for (let report = 0; report < REPORTS; report++) {
      // A machine imports in its own time, and noise decides how much of each budget is needed.
      const overheadSeconds = 5 + 25 * random.uniform();
      const neededShare = 0.4 + 0.5 * random.uniform();
      const walls = plan.races.map(({ metric, quickBudgetSeconds }) => {
        const takesAll = startsTakeAll && metric === 'TIME_TO_FIRST_RESULT';
        const share = takesAll ? 1 : Math.min(1, Math.max(0.1, neededShare + 0.2 * random.gaussian()));
        return overheadSeconds + quickBudgetSeconds * share;
      });
      const tenth = Math.ceil(walls.length / 10);
      let now = 0;
      const races = plan.races.map(({ metric, quickBudgetSeconds: budgetSeconds }, index) => {
        if (index >= tenth) return reported({ ...QUEUED, metric, budgetSeconds });
        const startedAt = now;
        now += 1000 * (walls[index] ?? 0);
        return reported({ status: 'FINISHED', startedAt, finishedAt: now, metric, budgetSeconds });
      });
      const left = walls.slice(tenth).reduce((sum, seconds) => sum + seconds, 0);
      const told = progressOf(races, now).estimatedSecondsLeft ?? 0;
      if (Math.abs(told / left - 1) <= 0.3) right += 1;
    }
    expect(right / REPORTS).toBeGreaterThanOrEqual(0.9);
  });
});

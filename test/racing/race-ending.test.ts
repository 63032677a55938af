import { endingOf, interruptedEnding, verdictOf } from '../../src/racing/race-ending';
import { analyseRace } from '../../src/statistics/race-analysis';
import { raceRow, runRow } from './support';

/** Two runs of which the second takes twice as long, over so many rounds. */
function raceAfter(rounds: number) {
  const race = raceRow({ roundsCompleted: rounds });
  const runs = [runRow(race, 0, { label: 'A' }), runRow(race, 1, { label: 'B' })];
  const trials = (seconds: number) =>
    Array.from({ length: rounds }, (_, index) => ({
      round: index + 1,
      blockSeconds: [0, 1, 2, 3, 4, 5].map((block) => seconds * (1 + 0.001 * ((index + block) % 3))),
      notSteady: false,
    }));
  race.analysis = analyseRace({
    runs: runs.map(({ id }, index) => ({ runId: id, trials: trials(0.01 * (index + 1)) })),
    question: 'BEST',
    practicalDifference: race.practicalDifference,
    confidence: 0.95,
  });
  return { race, runs };
}

describe('how a race ends', () => {
  test('decided, its verdict is the sentence and nothing else', () => {
    const { race, runs } = raceAfter(8);
    const ending = endingOf(race, runs, 'DECIDED');
    expect(ending).toMatchObject({ status: 'FINISHED', warnings: [], failure: null });
    expect(ending.verdict).toMatch(/^A is 2\.0\d* times as fast as B, 95 % CI/);
  });

  test('cancelled or interrupted, it says that the race was not decided', () => {
    const { race, runs } = raceAfter(9);
    expect(endingOf(race, runs, 'CANCELLED').verdict).toMatch(/^Cancelled after 9 rounds, before .* so far: A is/);
    const interrupted = interruptedEnding(race, runs, 'Why.');
    expect(interrupted.verdict).toMatch(/^Interrupted after 9 rounds/);
    expect(interrupted.failure?.message).toContain('Why.');
  });

  test('without a complete round there is no verdict', () => {
    const race = raceRow();
    expect(endingOf(race, [runRow(race, 0)], 'CANCELLED').verdict).toBeNull();
  });

  test('out of budget before seven rounds there is not enough data, and a warning says what would help', () => {
    const { race, runs } = raceAfter(6);
    const ending = endingOf(race, runs, 'BUDGET');
    expect(ending.verdict).toMatch(/^Not enough data/);
    expect(ending.warnings.map(({ code }) => code)).toEqual(['BUDGET_EXHAUSTED']);
  });

  test('one that tells a run from its own clone is not to be trusted, and says so first', () => {
    const { race, runs } = raceAfter(8);
    const [original] = runs;
    const [pair] = race.analysis?.comparisons ?? [];
    const clone = runRow(race, 2, { label: 'A (clone)', cloneOf: original!.id });
    const selfCheck = { ...pair!, baselineRunId: original!.id, candidateRunId: clone.id };
    race.analysis = { ...race.analysis!, selfCheck };
    const ending = endingOf(race, [...runs, clone], 'DECIDED');
    expect(ending.verdict).toMatch(/^Not to be trusted, as .* clone: A is 2\.0\d* times as fast as B/);
    expect(ending.warnings).toEqual([expect.objectContaining({ code: 'SELF_CHECK_FAILED', runId: clone.id })]);
    expect(ending.warnings[0]?.message).toContain('A is 2.0');
    // Whoever asks its blocks by another rule is told as much.
    expect(verdictOf({ ...race, practicalDifference: 0.5 }, [...runs, clone])).toMatch(/^Not to be trusted/);
    race.analysis = { ...race.analysis, selfCheck: { ...selfCheck, verdict: 'NO_PRACTICAL_DIFFERENCE' } };
    expect(endingOf(race, [...runs, clone], 'DECIDED').warnings).toEqual([]);
  });

  test('out of budget before the half-width that was asked for, a warning says so although there is a verdict', () => {
    const { race, runs } = raceAfter(8);
    const [pair] = race.analysis?.comparisons ?? [];
    race.analysis = { ...race.analysis!, comparisons: [{ ...pair!, ratio: { ...pair!.ratio, low: 1.9, high: 2.1 } }] };
    race.targetHalfWidth = 0.01;
    expect(endingOf(race, runs, 'BUDGET').warnings[0]?.message).toContain('as narrow as asked');
    race.targetHalfWidth = 0.5;
    expect(endingOf(race, runs, 'BUDGET').warnings).toEqual([]);
  });

  test('an entrant that left is named with its reason', () => {
    const { race, runs } = raceAfter(8);
    const failure = { phase: 'measure', code: 'WORKER_CRASHED', message: 'It crashed.', advice: null, logTail: null };
    const lost = runRow(race, 2, { label: 'C', status: 'FAILED', failure });
    const { warnings } = endingOf(race, [...runs, lost], 'DECIDED');
    expect(warnings).toEqual([{ code: 'ENTRANT_LEFT', message: 'C was not compared: It crashed.', runId: lost.id }]);
  });

  test('nobody left: the race failed', () => {
    const { race, runs } = raceAfter(8);
    expect(endingOf(race, runs, 'NO_ENTRANT_LEFT')).toMatchObject({ status: 'FAILED', verdict: null });
  });
});

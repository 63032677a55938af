import { analyseRace } from '../../src/statistics/race-analysis';
import { FAST, input, run, SLOW } from './runs';

describe('a race that checks itself', () => {
  const clone = { ...run({ runId: 'clone', seconds: 0.01 }), cloneOf: 'fast' };
  const bare = analyseRace(input([SLOW, FAST]));
  const checked = analyseRace(input([SLOW, FAST, clone]));

  test('says of its entrants what it says without the clone', () => {
    expect(checked.comparisons).toEqual(bare.comparisons);
    expect(checked.standings).toEqual(bare.standings);
    expect(checked.runs.slice(0, 2)).toEqual(bare.runs);
    expect(bare.selfCheck).toBeUndefined();
  });

  test('compares the clone with its original, and gives its time', () => {
    expect(checked.selfCheck).toMatchObject({
      ...{ baselineRunId: 'fast', candidateRunId: 'clone', verdict: 'NO_PRACTICAL_DIFFERENCE', rounds: 12 },
    });
    expect(checked.runs[2]).toMatchObject({ runId: 'clone', rounds: 12 });
  });

  test('tells a clone that is not alike', () => {
    const slower = { ...run({ runId: 'clone', seconds: 0.011 }), cloneOf: 'fast' };
    expect(analyseRace(input([SLOW, FAST, slower])).selfCheck?.verdict).toBe('BASELINE_FASTER');
  });

  test('a single run and its clone are a race of one', () => {
    const analysis = analyseRace(input([FAST, clone]));
    expect(analysis).toMatchObject({ comparisons: [], standings: [{ tier: 1, runId: 'fast' }] });
    expect(analysis.runs[0]?.runningRatioToLeader).toBeNull();
    expect(analysis.selfCheck?.verdict).toBe('NO_PRACTICAL_DIFFERENCE');
  });

  test('without its original a clone checks nothing', () => {
    expect(analyseRace(input([SLOW, clone])).selfCheck).toBeUndefined();
  });
});

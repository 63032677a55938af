import { coldStartOf } from '../../src/racing/cold-start';
import { editStartOf } from '../../src/racing/edit-start';
import { sampleOf, timeToFirstResultSeconds } from '../../src/racing/metric';
import type { MeasuredTrial } from '../../src/racing/race-fact';
import { measuredTrial } from './support';

const SECOND = 1e9;

const trialOf = (values: Partial<MeasuredTrial>) => measuredTrial('run_1', 1, values);

const phases = (compileSeconds: number) => ({
  ...{ spawnNanoseconds: SECOND, importNanoseconds: 3 * SECOND, initialiseNanoseconds: SECOND },
  ...{ buildNanoseconds: 0.25 * SECOND, compileNanoseconds: compileSeconds * SECOND },
  firstResultNanoseconds: 0.5 * SECOND,
});

const original = {
  ...{ buildNanoseconds: 2 * SECOND, compileNanoseconds: 4 * SECOND, firstResultNanoseconds: SECOND },
  compilations: 2,
};
const live = (compileSeconds: number, tags = ['EXCLUSIVE'], compilations = 1) =>
  trialOf({ phases: phases(compileSeconds), tags, experiment: { process: 'LIVE', compilations, original } });
const fresh = (compileSeconds: number) =>
  trialOf({ phases: phases(compileSeconds), tags: ['EXCLUSIVE'], experiment: { process: 'FRESH', original: null } });

describe('the time from a change of a model to its first result', () => {
  test('counts from the change in a process that goes on, and from the start of a fresh one', () => {
    expect(timeToFirstResultSeconds(live(1))).toBe(1.75);
    expect(timeToFirstResultSeconds(fresh(1))).toBe(6.75);
    expect(sampleOf(live(1), 'TIME_TO_FIRST_RESULT').blockSeconds).toEqual([1.75]);
  });

  test('is told by its phases, beside those of the model before it', () => {
    const cutShort = live(100, ['EXCLUSIVE', 'INCOMPLETE'], 100);
    expect(editStartOf([live(1), live(2, ['EXCLUSIVE'], 3), live(9), cutShort])).toEqual({
      ...{ process: 'LIVE', buildSeconds: 0.25, compileSeconds: 2, firstResultSeconds: 0.5 },
      compilations: 3,
      timeToFirstResultSeconds: 2.75,
      original: { buildSeconds: 2, compileSeconds: 4, firstResultSeconds: 1, compilations: 2 },
    });
  });

  test('in a fresh process has nothing before it, and a row from before compilations were counted does not say', () => {
    const known = { process: 'FRESH', original: null, timeToFirstResultSeconds: 6.75, compilations: null };
    expect(editStartOf([fresh(1)])).toMatchObject(known);
  });

  test('is no cold start where the process began with another model', () => {
    expect(coldStartOf([live(1)])).toBeNull();
    expect(coldStartOf([fresh(1)])?.timeToFirstResultSeconds).toBe(6.75);
    expect(editStartOf([trialOf({ phases: phases(1), tags: ['EXCLUSIVE'], experiment: null })])).toBeNull();
  });
});

import type { RaceEventView } from '../../../src/cli/api/types';
import { advance, describePicture, FIRST_PICTURE, progressOf } from '../../../src/cli/progress/race-picture';
import { estimate } from '../support/race';

const RUNS = [
  { id: 'a', label: 'A' },
  { id: 'b', label: 'B' },
];

function status(name: 'QUEUED' | 'RUNNING' | 'FINISHED' | 'CANCELLED'): RaceEventView {
  return { __typename: 'RaceStatusChanged', sequence: 1, status: name };
}
function phase(runId: string, name: string): RaceEventView {
  return { __typename: 'RunPhaseChanged', sequence: 1, run: { id: runId }, phase: name };
}
const UNKNOWN = { secondsPerIteration: null, energyJoulesPerItem: null, ratioToLeader: null };
function round(number: number, progress: number, a: number | null, b: number | null): RaceEventView {
  const running = [
    { ...UNKNOWN, run: { id: 'a' }, secondsPerIteration: a === null ? null : estimate(a, a, a) },
    {
      ...UNKNOWN,
      run: { id: 'b' },
      secondsPerIteration: b === null ? null : estimate(b, b, b),
      ratioToLeader: b === null ? null : estimate(1.337, 1.3, 1.4),
    },
  ];
  return { __typename: 'RoundFinished', sequence: 1, round: number, progress, running };
}

function tell(...events: RaceEventView[]): string {
  return describePicture(events.reduce(advance, FIRST_PICTURE), RUNS);
}

describe('the picture of a race', () => {
  it('waits, prepares, measures and ends', () => {
    expect(tell()).toBe('waiting for its turn');
    expect(tell(status('RUNNING'))).toBe('preparing weights and reference');
    expect(tell(status('RUNNING'), phase('b', 'import'), phase('a', 'import'), phase('b', 'build'))).toBe(
      'A: import · B: build',
    );
    expect(tell(status('RUNNING'), phase('a', 'measure'), round(1, 0.1, null, null))).toBe('round 1');
    expect(tell(status('RUNNING'), round(6, 0.5, 1, 1.337))).toBe(
      'round 6 · A leads so far · B takes 1.34 times as long',
    );
    expect(tell(status('RUNNING'), round(6, 0.5, 1, 1.3), status('CANCELLED'))).toBe('cancelled');
  });

  it('does not fall back to preparing when the next round starts its processes', () => {
    expect(tell(status('RUNNING'), round(1, 0.1, null, null), phase('a', 'import'))).toBe('round 1');
  });

  it('keeps its rounds when the race goes on after an interruption', () => {
    expect(tell(status('RUNNING'), round(3, 0.1, null, null), status('RUNNING'))).toBe('round 3');
  });

  it('speaks of energy where that is what is raced', () => {
    const running = [
      { ...UNKNOWN, run: { id: 'a' }, energyJoulesPerItem: estimate(2, 2, 2), ratioToLeader: estimate(1.25, 1.2, 1.3) },
      { ...UNKNOWN, run: { id: 'b' }, energyJoulesPerItem: estimate(1.6, 1.6, 1.6) },
    ];
    expect(tell({ __typename: 'RoundFinished', sequence: 1, round: 6, progress: 0.5, running })).toBe(
      'round 6 · B leads so far · A needs 1.25 times as much energy',
    );
  });

  it('names no leader where there is nobody to lead', () => {
    expect(tell(status('RUNNING'), round(2, 0.2, 1, null))).toBe('round 2');
  });

  it('goes from 0 to 1 and not beyond', () => {
    const progress = (...events: RaceEventView[]) => progressOf(events.reduce(advance, FIRST_PICTURE));
    expect([
      progress(),
      progress(round(1, 0.25, 1, 1)),
      progress(round(9, 1.7, 1, 1)),
      progress(status('FINISHED')),
    ]).toEqual([0, 0.25, 1, 1]);
  });
});

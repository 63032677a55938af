import { judgeClaim } from '../../src/claims/judge';
import type { Claim } from '../../src/claims/claim';
import type { RaceOutcome } from '../../src/claims/outcome';
import { interval } from './support';

const RHO = 0.02;

/** By how much the subject is faster, on the scale of the half-width of its interval, and after how many rounds. */
function outcome(halfWidths: number, rounds: number): RaceOutcome {
  const [value, width] = [Math.exp(-0.05 * halfWidths), 0.05];
  const ratio = interval(value, value * Math.exp(-width), value * Math.exp(width));
  return {
    runs: ['us', 'them'].map((label) => ({ ...{ runId: label, label, secondsPerItem: null, rounds }, missing: null })),
    practicalDifference: RHO,
    comparisons: [
      {
        ...{ baselineRunId: 'them', candidateRunId: 'us', ratio, clear: true, rounds, flags: [] },
        verdict: halfWidths > 1 ? 'CANDIDATE_FASTER' : 'INCONCLUSIVE',
        ...{ minimumDetectableDifference: null, furtherRounds: null },
      },
    ],
  };
}

function claimOf(outcomes: readonly RaceOutcome[]) {
  const claim: Claim = {
    ...{ id: 'rnn-speed', statement: 'We are faster.', notMeasured: [] },
    parts: [
      {
        ...{ id: 'part', name: 'part', supportedFrom: 0.6, contradictedUpTo: 0.2, expects: { kind: 'FASTER' } },
        duels: outcomes.map((_, race) => ({ name: `case ${race}`, race: String(race), subject: 'us', other: 'them' })),
      },
    ],
  };
  const judged = judgeClaim(claim, (key) => outcomes[Number(key)] ?? null);
  return { ...judged, effects: judged.parts[0]?.effects ?? [] };
}

describe('cases of one part', () => {
  test('that are barely shown by themselves are not where others of their part are undecided', () => {
    const barely = outcome(1.05, 12);
    expect(claimOf([barely])).toMatchObject({ verdict: 'SUPPORTED', effects: [{ stance: 'SUPPORTS' }] });
    const { verdict, effects, sentence } = claimOf([barely, barely, barely, outcome(0.5, 12), outcome(0.4, 12)]);
    expect(effects.map(({ stance, onlyAlone, seen }) => [stance, onlyAlone, seen])).toEqual([
      ...[0, 1, 2].map(() => ['UNDECIDED', true, null]),
      ...[0, 1].map(() => ['UNDECIDED', false, null]),
    ]);
    expect(verdict).toBe('NOT_ENOUGH_DATA');
    expect(sentence).toContain('3 of these shown by themselves, but not together with the others');
  });

  test('that are clearly shown stay so', () => {
    const clearly = outcome(4, 12);
    const { verdict, effects } = claimOf([clearly, clearly, clearly, outcome(0.5, 12), outcome(0.4, 12)]);
    expect(effects.map(({ stance, onlyAlone }) => [stance, onlyAlone])).toEqual([
      ...[0, 1, 2].map(() => ['SUPPORTS', false]),
      ...[0, 1].map(() => ['UNDECIDED', false]),
    ]);
    expect(verdict).toBe('SUPPORTED');
  });

  test('of eight rounds can be shown together with two undecided ones, however clear they are, and not with three', () => {
    const clearly = outcome(40, 8);
    const open = outcome(0.5, 8);
    const together = (undecided: number) =>
      claimOf([...[0, 1, 2, 3].map(() => clearly), ...Array.from({ length: undecided }, () => open)]).effects[0]
        ?.stance;
    expect([together(0), together(2), together(3)]).toEqual(['SUPPORTS', 'SUPPORTS', 'UNDECIDED']);
  });

  test('that could not be measured can not be wrong either, and make no other fall', () => {
    const barely = outcome(1.05, 12);
    const gone = { ...barely, comparisons: [] };
    expect(claimOf([barely, gone, gone]).effects[0]).toMatchObject({ stance: 'SUPPORTS', onlyAlone: false });
  });
});

/** How designs that are in use judge two identical programs, on recorded data: each at a level of 5 %. */
import { mean, standardDeviation } from '../../src/statistics/descriptive';
import { signedRankPValue } from '../../src/statistics/signed-rank';
import { studentTQuantile } from '../../src/statistics/student-t';
import type { RecordedRace, RecordedTrial } from './recording';
import { isComplete, ratioOf, roundsOf, typicalMilliseconds } from './rounds';

export interface Judged {
  readonly design: string;
  readonly detail: string;
  /** One per comparison of the program with itself: was it called different? */
  readonly calledDifferent: readonly boolean[];
}

const ALPHA = 0.05;

/** Processes, or rounds, of one side of a comparison where it has several: as many as a race has before its first look. */
export const GROUP = 8;

/** Two-sided Student's t-test of two samples with one variance (Student 1908). */
export function tTestDiffers(left: readonly number[], right: readonly number[]): boolean {
  const degreesOfFreedom = left.length + right.length - 2;
  const squares = (values: readonly number[]) => (values.length - 1) * standardDeviation(values) ** 2;
  const variance = (squares(left) + squares(right)) / degreesOfFreedom;
  const standardError = Math.sqrt(variance * (1 / left.length + 1 / right.length));
  return Math.abs(mean(left) - mean(right)) > studentTQuantile(1 - ALPHA / 2, degreesOfFreedom) * standardError;
}

/** Neighbours in time: the first `size`, the next `size`, and so on; what is left over at the end is not used. */
function groups<T>(items: readonly T[], size: number): T[][] {
  const count = Math.floor(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Two halves of each group of neighbours, compared as if they were two programs. */
function oneAfterTheOther(races: readonly RecordedRace[], size: number, values: (trials: RecordedTrial[]) => number[]) {
  return races.flatMap(({ trials }) =>
    groups(trials.filter(isComplete), 2 * size).map((group) =>
      tTestDiffers(values(group.slice(0, size)), values(group.slice(size))),
    ),
  );
}

/** Of races of a program alone (processes one after the other), and of races of it against itself. */
export function judge(races: readonly RecordedRace[]): Judged[] {
  const alone = races.filter(({ entrants }) => entrants.length === 1);
  const paired = races.filter(({ entrants }) => entrants.length === 2);
  const blocks = (trials: RecordedTrial[]) => trials.flatMap((trial) => trial.blocks.map(Math.log));
  const typical = (trials: RecordedTrial[]) => trials.map((trial) => Math.log(typicalMilliseconds(trial)));
  // From race to race: a round is compared with itself alone, while processes of another race would have drifted farther.
  const differences = paired.flatMap((race) => roundsOf(race).map(ratioOf).map(Math.log));
  return [
    {
      design: 'One process each, one after the other',
      detail: 't-test over their blocks',
      calledDifferent: oneAfterTheOther(alone, 1, blocks),
    },
    {
      design: `${GROUP} processes each, one after the other`,
      detail: 't-test over all blocks, pooled',
      calledDifferent: oneAfterTheOther(alone, GROUP, blocks),
    },
    {
      design: `${GROUP} processes each, one after the other`,
      detail: 't-test over the processes’ medians',
      calledDifferent: oneAfterTheOther(alone, GROUP, typical),
    },
    {
      design: `${GROUP} interleaved rounds`,
      detail: 'signed-rank test over the rounds’ differences',
      calledDifferent: groups(differences, GROUP).map((group) => signedRankPValue(group) <= ALPHA),
    },
  ];
}

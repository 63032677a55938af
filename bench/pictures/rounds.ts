/** What a race's rounds and processes say, from its recording. */
import { median } from '../../src/statistics/descriptive';
import type { RecordedRace, RecordedTrial } from './recording';

/** Of the two entrants in one round. */
export type Round = readonly [RecordedTrial, RecordedTrial];

export const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Complete rounds of a race of two, in order. */
export function roundsOf(race: RecordedRace): Round[] {
  const numbers = [...new Set(race.trials.map(({ round }) => round))];
  return numbers.flatMap((number) => {
    const of = (entrant: number) =>
      race.trials.find((trial) => trial.round === number && trial.entrant === entrant && isComplete(trial));
    const [first, second] = [of(0), of(1)];
    return first && second ? [[first, second] as const] : [];
  });
}

export function isComplete({ tags }: RecordedTrial): boolean {
  return !tags.includes('INCOMPLETE');
}

/** A trial's value: its median block. */
export function typicalMilliseconds({ blocks }: RecordedTrial): number {
  return median(blocks) / NANOSECONDS_PER_MILLISECOND;
}

/** The second entrant's over the first's. */
export function ratioOf([first, second]: Round): number {
  return typicalMilliseconds(second) / typicalMilliseconds(first);
}

/**
 * Each block of a trial as a point: its trial's place on the x axis, spread over most of one unit in the order of the
 * blocks; milliseconds per iteration.
 */
export function blockPoints(trial: RecordedTrial, place: number): [number, number][] {
  return trial.blocks.map((block, index) => [
    place + (0.8 * (index + 0.5)) / trial.blocks.length,
    block / NANOSECONDS_PER_MILLISECOND,
  ]);
}

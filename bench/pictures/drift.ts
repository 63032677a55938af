/** Why entrants are interleaved: the same program one after the other, and beside itself. */
import { mean } from '../../src/statistics/descriptive';
import { hodgesLehmann } from '../../src/statistics/signed-rank';
import { colour } from '../../src/charts/palette';
import { panels } from '../../src/charts/panel';
import type { RecordedRace, RecordedTrial, Recording } from './recording';
import type { Picture } from '../../src/charts/render';
import {
  blockPoints,
  isComplete,
  NANOSECONDS_PER_MILLISECOND,
  ratioOf,
  roundsOf,
  typicalMilliseconds,
  type Round,
} from './rounds';

const DOT = { type: 'scatter', silent: true, symbolSize: 4, itemStyle: { opacity: 0.75 } } as const;

/** The first recorded race of each kind. */
export function drift({ races }: Recording): Picture {
  const alone = raceOf(races, 1).trials.filter(isComplete);
  const rounds = roundsOf(raceOf(races, 2));
  const half = Math.floor(alone.length / 2);
  const [early, late] = [alone.slice(0, half), alone.slice(half, 2 * half)];
  const sequential = levelOf(late) / levelOf(early);
  const paired = Math.exp(hodgesLehmann(rounds.map(ratioOf).map(Math.log)));
  const largest =
    Math.max(...[...alone, ...rounds.flat()].flatMap(({ blocks }) => blocks)) / NANOSECONDS_PER_MILLISECOND;
  const milliseconds = { name: 'ms per iteration', min: 0, max: Math.ceil(largest) };
  return {
    name: 'drift',
    title: 'Why entrants are interleaved',
    finding:
      `One program, compared with itself. One after the other, the second ${half} processes took ` +
      `${sequential.toFixed(2)} times as long as the first ${half}, as the machine’s load had changed. Interleaved, both ` +
      `change together: over ${rounds.length} rounds the ratio is ${paired.toFixed(3)}.`,
    height: 660,
    chart: {
      ...panels([
        {
          heading: `One after the other: ${half} processes, then ${half} more of the same program`,
          ...{ top: 46, height: 150 },
          x: { name: 'process', min: 0, max: 2 * half },
          y: milliseconds,
        },
        {
          heading: 'Interleaved: the same program twice in every round',
          ...{ top: 290, height: 150 },
          x: { name: 'round', min: 0, max: rounds.length },
          y: milliseconds,
        },
        {
          heading: 'What a race judges: second over first, round by round',
          ...{ top: 534, height: 80 },
          x: { name: 'round', min: 0, max: rounds.length },
          y: { name: 'ratio', type: 'log', ...aroundOne(rounds) },
        },
      ]),
      series: [
        dots(0, 'first', points(early, 0)),
        dots(0, 'second', points(late, half)),
        level(0, 0, half, levelOf(early)),
        level(0, half, 2 * half, levelOf(late)),
        dots(
          1,
          'first',
          rounds.flatMap(([first], round) => blockPoints(first, round)),
        ),
        dots(
          1,
          'second',
          rounds.flatMap(([, second], round) => blockPoints(second, round)),
        ),
        level(2, 0, rounds.length, 1),
        {
          ...dots(
            2,
            'ink',
            rounds.map((round, index) => [index + 0.5, ratioOf(round)]),
          ),
          symbolSize: 6,
        },
      ],
    },
  };
}

function raceOf(races: readonly RecordedRace[], entrants: number): RecordedRace {
  const found = races.find((race) => race.entrants.length === entrants);
  if (!found) throw new Error(`The recording has no race of ${entrants}`);
  return found;
}

function points(trials: readonly RecordedTrial[], from: number): [number, number][] {
  return trials.flatMap((trial, index) => blockPoints(trial, from + index));
}

function levelOf(trials: readonly RecordedTrial[]): number {
  return mean(trials.map(typicalMilliseconds));
}

/** A logarithmic axis with 1 in its middle, whole powers of two at its ends. */
function aroundOne(rounds: readonly Round[]) {
  const farthest = Math.max(...rounds.map((round) => Math.abs(Math.log2(ratioOf(round)))));
  const end = 2 ** Math.ceil(farthest);
  return { min: 1 / end, max: end };
}

function dots(panel: number, of: 'first' | 'second' | 'ink', data: [number, number][]) {
  const symbol = of === 'second' ? 'triangle' : 'circle';
  return { ...DOT, xAxisIndex: panel, yAxisIndex: panel, symbol, color: colour[of], data };
}

function level(panel: number, from: number, to: number, value: number) {
  const data = [
    [from, value],
    [to, value],
  ];
  const lineStyle = { color: colour.ink, width: 2 };
  return { type: 'line' as const, silent: true, symbol: 'none', xAxisIndex: panel, yAxisIndex: panel, lineStyle, data };
}

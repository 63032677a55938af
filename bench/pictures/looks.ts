/** One race: its rounds, and what it said at each of its looks. */
import type { CustomSeriesRenderItem } from 'echarts';
import { colour } from '../../src/charts/palette';
import { panels } from '../../src/charts/panel';
import type { RecordedLook, RecordedRace, Recording } from './recording';
import type { Picture } from '../../src/charts/render';
import { ratioOf, roundsOf } from './rounds';

const PRACTICAL_DIFFERENCE = 0.02;

/** A verdict on two entrants in a few words. The faster one is told by the ratio: the recording's order is not the verdict's. */
function said({ verdict, ratio }: RecordedLook, [first = '', second = '']: readonly string[]): string {
  if (verdict === 'INCONCLUSIVE') return 'not enough data';
  if (verdict === 'NO_PRACTICAL_DIFFERENCE') return 'no practical difference';
  return `${ratio.value > 1 ? first : second} is faster`;
}

function endOf({ endedBy }: RecordedRace, rounds: number): string {
  if (endedBy === 'DECIDED') return 'Then it ended.';
  const reason = endedBy === 'BUDGET' ? 'by its budget' : 'at its last look';
  return `It was ended ${reason}, after ${rounds} rounds, while the interval was wider than wanted.`;
}

export function looks({ races }: Recording): Picture {
  const [race] = races;
  if (!race) throw new Error('The recording is empty');
  const rounds = roundsOf(race);
  const interval = ({ ratio }: RecordedLook) =>
    `${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`;
  const words = race.looks.map((look) => said(look, race.entrants));
  const told = race.looks.map((look, index) => `after ${look.round} rounds ${interval(look)}, ${words[index] ?? ''}`);
  const [first, second] = race.entrants;
  const values = [...rounds.map(ratioOf), ...race.looks.flatMap(({ ratio }) => [ratio.low, ratio.high])];
  const step = Math.max(...values) - Math.min(...values) > 1 ? 0.5 : 0.1;
  const lowest = Math.floor(Math.min(...values) / step) * step;
  return {
    name: 'looks',
    title: 'A race, round by round and look by look',
    finding: `Time of ${second ?? ''} over that of ${first ?? ''}: ${told.join('; ')}. ${endOf(race, rounds.length)}`,
    height: 380,
    chart: {
      ...panels([
        {
          heading: `${second ?? ''} over ${first ?? ''}: each round (dots), the interval at each look (bars)`,
          ...{ top: 46, height: 280 },
          x: { name: 'round', min: 0, max: 4 * Math.ceil((rounds.length + 1) / 4), interval: 4 },
          y: {
            name: 'ratio',
            min: lowest,
            max: Math.ceil(Math.max(...values) / step) * step,
          },
        },
      ]),
      series: [
        {
          type: 'scatter',
          silent: true,
          symbolSize: 6,
          color: colour.faint,
          data: rounds.map((round, index) => [index + 1, ratioOf(round)]),
          markArea: {
            silent: true,
            itemStyle: { color: colour.zone, opacity: 0.7 },
            data: [[{ yAxis: 1 / (1 + PRACTICAL_DIFFERENCE) }, { yAxis: 1 + PRACTICAL_DIFFERENCE }]],
          },
        },
        {
          type: 'custom',
          silent: true,
          renderItem: bar,
          data: race.looks.map(({ round, ratio }) => [round, ratio.value, ratio.low, ratio.high]),
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 0.1,
          itemStyle: { color: colour.ink, opacity: 1 },
          label: {
            show: true,
            position: 'top',
            distance: 6,
            color: colour.ink,
            fontSize: 12,
            formatter: ({ dataIndex }) => inTwoLines(words[dataIndex] ?? ''),
          },
          data: race.looks.map(({ round }) => [round, lowest]),
        },
      ],
    },
  };
}

/** Looks may be near each other. */
function inTwoLines(words: string): string {
  return words.replace(/ (?=\S+$)/, '\n');
}

/** From the low end to the high one, with the estimate as a diamond. */
const bar: CustomSeriesRenderItem = (_parameters, api) => {
  const [x = 0, value = 0] = api.coord([api.value(0), api.value(1)]);
  const [, low = 0] = api.coord([api.value(0), api.value(2)]);
  const [, high = 0] = api.coord([api.value(0), api.value(3)]);
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style: { stroke: colour.first, lineWidth: 3, fill: 'none' },
  });
  return {
    type: 'group',
    children: [
      line(x, low, x, high),
      line(x - 5, low, x + 5, low),
      line(x - 5, high, x + 5, high),
      {
        type: 'polygon',
        shape: {
          points: [
            [x - 6, value],
            [x, value - 6],
            [x + 6, value],
            [x, value + 6],
          ],
        },
        style: { fill: colour.first },
      },
    ],
  };
};

/** What blocks look like on a busy machine: how often each time occurred, the typical one and the mean. */
import { mean, median } from '../../src/statistics/descriptive';
import { colour } from '../../src/charts/palette';
import { panels } from '../../src/charts/panel';
import type { Recording } from './recording';
import type { Picture } from '../../src/charts/render';
import { isComplete, NANOSECONDS_PER_MILLISECOND } from './rounds';

const PANEL = 190;
const TOP = 46;
const BINS = 50;

export function noise({ races }: Recording): Picture {
  const [race] = races;
  if (!race) throw new Error('The recording is empty');
  const shown = race.entrants.map((name, entrant) => ({
    name,
    blocks: race.trials
      .filter((trial) => trial.entrant === entrant && isComplete(trial))
      .flatMap(({ blocks }) => blocks.map((block) => block / NANOSECONDS_PER_MILLISECOND)),
  }));
  const everything = shown.flatMap(({ blocks }) => blocks);
  const width = Math.max(...everything) / BINS;
  const told = shown.map(
    ({ name, blocks }) =>
      `${name}: ${blocks.length} blocks of ${Math.min(...blocks).toFixed(2)} to ${inMilliseconds(Math.max(...blocks))}, ` +
      `typical ${inMilliseconds(median(blocks))}, mean ${inMilliseconds(mean(blocks))}`,
  );
  return {
    name: 'noise',
    title: 'What noise does to blocks',
    finding: `Time per iteration in all blocks of a race. ${told.join('. ')}.`,
    height: TOP + shown.length * PANEL - 20,
    chart: {
      ...panels(
        shown.map(({ name, blocks }, index) => ({
          heading: `${name}: typical ${inMilliseconds(median(blocks))} (line), mean ${inMilliseconds(mean(blocks))} (dashed)`,
          ...{ top: TOP + index * PANEL, height: 110 },
          x: { name: 'ms per iteration', min: 0, max: Math.ceil(width * BINS) },
          y: { name: 'blocks' },
        })),
      ),
      series: shown.flatMap(({ blocks }, index) => seriesOf(blocks, width, index)),
    },
  };
}

function inMilliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function seriesOf(blocks: readonly number[], width: number, panel: number) {
  const counts = new Array<number>(BINS).fill(0);
  for (const block of blocks) {
    const bin = Math.min(BINS - 1, Math.floor(block / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const mark = (value: number, type: 'solid' | 'dashed') => ({
    xAxis: value,
    lineStyle: { color: colour.second, type, width: 2 },
    label: { show: false },
  });
  return [
    {
      type: 'bar' as const,
      silent: true,
      xAxisIndex: panel,
      yAxisIndex: panel,
      barWidth: 8,
      color: colour.first,
      data: counts.map((count, bin) => [(bin + 0.5) * width, count]),
      markLine: {
        silent: true,
        symbol: 'none',
        data: [mark(median(blocks), 'solid'), mark(mean(blocks), 'dashed')],
      },
    },
  ];
}

/** The first trial of each entrant, from its first block on: where it was called steady, and what was measured then. */
import { colour } from '../../src/charts/palette';
import { panels } from '../../src/charts/panel';
import type { RecordedTrial, Recording } from './recording';
import type { Picture } from '../../src/charts/render';
import { NANOSECONDS_PER_MILLISECOND } from './rounds';

const PANEL = 200;
const TOP = 46;

/** Of a race that was recorded with its warm-up. */
export function warmUp({ races }: Recording): Picture {
  const [race] = races;
  if (!race) throw new Error('The recording is empty');
  const shown = race.entrants.map((name, entrant) => {
    const trial = race.trials.find((each) => each.entrant === entrant && each.round === 1);
    if (!trial) throw new Error(`${name} has no first trial`);
    return { name, trial, before: milliseconds(trial.warmUp ?? []) };
  });
  const told = shown.map(({ name, trial, before }) => {
    const range = `${Math.min(...before).toFixed(1)} to ${Math.max(...before).toFixed(1)} ms per iteration`;
    const called = trial.tags.includes('NOT_STEADY') ? 'was given up on' : 'was called steady';
    return `${name} ${called} after ${before.length} blocks of ${range}`;
  });
  return {
    name: 'warm-up',
    title: 'When a trial is warm',
    finding: `Blocks of one trial from its first on, on a busy machine: ${told.join('; ')}.`,
    height: TOP + shown.length * PANEL - 20,
    chart: {
      ...panels(
        shown.map(({ name, trial, before }, index) => ({
          heading: `${name}: warm-up (hollow), then what is measured (filled)`,
          ...{ top: TOP + index * PANEL, height: 120 },
          x: { name: 'block', min: 0, max: 10 * Math.ceil((before.length + trial.blocks.length + 1) / 10) },
          y: { name: 'ms per iteration', min: 0 },
        })),
      ),
      series: shown.flatMap(({ trial, before }, index) => seriesOf(trial, before, index)),
    },
  };
}

function milliseconds(blocks: readonly number[]): number[] {
  return blocks.map((block) => block / NANOSECONDS_PER_MILLISECOND);
}

function seriesOf(trial: RecordedTrial, before: readonly number[], panel: number) {
  const dots = { type: 'scatter' as const, silent: true, symbolSize: 6, xAxisIndex: panel, yAxisIndex: panel };
  return [
    {
      ...dots,
      itemStyle: { color: colour.paper, borderColor: colour.first, borderWidth: 1.5, opacity: 1 },
      data: before.map((value, index) => [index + 1, value]),
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: colour.second, type: 'solid' as const, width: 2 },
        label: { show: false },
        data: [{ xAxis: before.length + 0.5 }],
      },
    },
    {
      ...dots,
      itemStyle: { color: colour.first, opacity: 1 },
      data: milliseconds(trial.blocks).map((value, index) => [before.length + index + 1, value]),
    },
  ];
}

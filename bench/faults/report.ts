/** What repetitions have shown, as a table. */
import { median } from '../../src/statistics/descriptive';
import type { Outcome } from './repetition';

const HEAD = ['fault', 'repetitions', 'violations', 'until the race went on: median', 'longest'];

/** Markdown. `titles`: by the names of faults, in the order of the rows. */
export function faultsTable(outcomes: readonly Outcome[], titles: ReadonlyMap<string, string>): string {
  const rows = [...titles].flatMap(([name, title]) => {
    const own = outcomes.filter(({ fault }) => fault === name);
    if (own.length === 0) return [];
    const waits = own.flatMap(({ milliseconds }) => (milliseconds === null ? [] : [milliseconds]));
    const violated = own.filter(({ violations }) => violations.length > 0).length;
    const times = waits.length === 0 ? ['–', '–'] : [seconds(median(waits)), seconds(Math.max(...waits))];
    return [[title, own.length, violated, ...times]];
  });
  const all = outcomes.filter(({ violations }) => violations.length > 0).length;
  const lines = [HEAD, HEAD.map(() => '---'), ...rows, ['all', outcomes.length, all, '', '']];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

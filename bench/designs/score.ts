/** What the designs said of the pairs, against what is known of them. */
import { median } from '../../src/statistics/descriptive';
import { clopperPearson } from './clopper-pearson';
import type { Outcome } from './designs';
import type { Said } from './rules';

/** One design on one pair: a line of a recording. */
export interface Judged extends Outcome {
  /** Of the pair: every design that has it saw the same weights, and the same machine within minutes. */
  readonly seed: number;
  readonly entrants: readonly [string, string];
  /** By how many per cent the second is slower: known, because we slowed it. */
  readonly slowerPercent: number;
  readonly design: string;
  readonly seconds: number;
  readonly where: string;
}

/** In per cent; what ours call no practical difference. */
const PRACTICAL_DIFFERENCE_PERCENT = 2;

/**
 * A claim that is not so: a pair of equals called different, the wrong one called slower, or, which only ours can say,
 * no practical difference where there is one. What is not shown is no claim.
 */
export function isWrong({ said, slowerPercent }: Pick<Judged, 'said' | 'slowerPercent'>): boolean {
  if (said === 'FIRST_SLOWER') return true;
  if (said === 'SECOND_SLOWER') return slowerPercent === 0;
  return said === 'NO_PRACTICAL_DIFFERENCE' && slowerPercent >= PRACTICAL_DIFFERENCE_PERCENT;
}

/** A difference that is there, and was shown. */
export function isFound({ said, slowerPercent }: Pick<Judged, 'said' | 'slowerPercent'>): boolean {
  return slowerPercent > 0 && said === 'SECOND_SLOWER';
}

export type Row = readonly (string | number)[];
export interface Table {
  readonly head: Row;
  readonly rows: readonly Row[];
}

/** Of every design: how often it was wrong, how often it found what is there, how long it took. */
export function scoreTable(judged: readonly Judged[]): Table {
  const percents = distinct(judged.map(({ slowerPercent }) => slowerPercent)).sort((a, b) => a - b);
  const slowed = percents.filter((percent) => percent > 0);
  const head = [
    ...['design', 'A/A pairs', 'called different', '95 % interval'],
    ...slowed.flatMap((percent) => [`+${percent} % found`, `+${percent} % called otherwise`]),
    ...['wrong claims', '95 % interval', 'median seconds', 'longest'],
  ];
  const rows = distinct(judged.map(({ design }) => design)).map((design) => {
    const own = judged.filter((each) => each.design === design);
    const equal = own.filter(({ slowerPercent }) => slowerPercent === 0);
    const seconds = own.map((each) => each.seconds);
    return [
      ...[design, equal.length, equal.filter(isWrong).length, share(equal.filter(isWrong).length, equal.length)],
      ...slowed.flatMap((percent) => {
        const those = own.filter(({ slowerPercent }) => slowerPercent === percent);
        return [`${those.filter(isFound).length} of ${those.length}`, those.filter(isWrong).length];
      }),
      ...[`${own.filter(isWrong).length} of ${own.length}`, share(own.filter(isWrong).length, own.length)],
      ...[median(seconds).toFixed(1), Math.max(...seconds).toFixed(1)],
    ];
  });
  return { head, rows };
}

const SAYINGS: Readonly<Record<Said, string>> = {
  FIRST_SLOWER: 'first slower',
  SECOND_SLOWER: 'second slower',
  NOT_DIFFERENT: 'not shown to differ',
  NO_PRACTICAL_DIFFERENCE: 'no practical difference',
  UNDECIDED: 'undecided',
};

/** What each design said of each kind of pair, in words, and how far from the truth its estimates lay. */
export function sayingsTable(judged: readonly Judged[]): Table {
  const said = Object.entries(SAYINGS) as [Said, string][];
  const head = ['design', 'second slower by', 'pairs', ...said.map(([, words]) => words), 'median error of the ratio'];
  const rows = distinct(judged.map(({ design }) => design)).flatMap((design) =>
    distinct(judged.map(({ slowerPercent }) => slowerPercent))
      .sort((a, b) => a - b)
      .map((percent) => {
        const those = judged.filter((each) => each.design === design && each.slowerPercent === percent);
        const errors = those.flatMap(({ ratio }) =>
          ratio === null ? [] : Math.abs(Math.log(ratio / (1 + percent / 100))),
        );
        const counts = said.map(([name]) => those.filter((each) => each.said === name).length);
        const error = errors.length > 0 ? `${(100 * Math.expm1(median(errors))).toFixed(2)} %` : '';
        return [design, `${percent} %`, those.length, ...counts, error];
      }),
  );
  return { head, rows };
}

function share(hits: number, count: number): string {
  const [low, high] = clopperPearson(hits, count).map((end) => (100 * end).toFixed(1));
  return `${low} to ${high} %`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

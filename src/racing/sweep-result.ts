/** What the races of a sweep say together: who is fastest at which value, and where that changes. */
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { Sweep } from '../entities/sweep.entity';
import { crossoversOf, type Crossover, type PairAtValue } from '../statistics/crossover';
import { capitalised, formatList } from '../statistics/format';
import { seenFrom } from '../statistics/seen-from';
import { wordingOf, type Wording } from '../statistics/wording';
import { toldOf } from './metric';
import { isJudged } from './races-together';

/** One value, with its race and the race's runs in the order of the entrants; null where the race was deleted. */
export interface MeasuredValue {
  readonly value: number;
  readonly race: Race | null;
  readonly runs: readonly Run[];
}

/** Of two entrants, by their labels. */
export interface SweepCrossover extends Crossover {
  readonly baseline: string;
  readonly candidate: string;
  readonly sentence: string;
}

/** What differs, in words. */
export type SweptThing = Pick<Sweep, 'over' | 'parameter'>;

const WORDS = { BATCH_SIZE: 'batch size', THREADS: 'threads', SEQUENCE_LENGTH: 'sequence length' } as const;

/** All races of a sweep race for the same. */
function wordsOf(values: readonly MeasuredValue[]): Wording {
  const race = values.find((value) => value.race !== null)?.race;
  return wordingOf(race ? toldOf(race) : 'ITERATION');
}

/** "batch size". */
export const nameOf = ({ over, parameter }: SweptThing): string =>
  over === 'PARAMETER' ? (parameter ?? '') : WORDS[over];

/** Entrants in their order, without the copies that races check themselves with. */
export function entrantsOf(values: readonly MeasuredValue[]): Run[] {
  const runs = values.find((value) => value.runs.length > 0)?.runs ?? [];
  return runs.filter(({ cloneOf }) => cloneOf === null);
}

/** Of every pair that was compared at two values or more. */
export function crossoversOfSweep(values: readonly MeasuredValue[], swept: SweptThing): SweepCrossover[] {
  const entrants = entrantsOf(values);
  return entrants.flatMap((baseline, index) =>
    entrants.slice(index + 1).flatMap((candidate) => {
      const pairs = values.map((value) => pairAt(value, baseline.position, candidate.position));
      const labels = { baseline: baseline.label, candidate: candidate.label };
      return crossoversOf(pairs).map((crossover) => ({
        ...crossover,
        ...labels,
        sentence: crossoverSentence(crossover, labels, nameOf(swept), wordsOf(values)),
      }));
    }),
  );
}

/** "Fastest by batch size: pytorch at 1 to 8; pytorch and jax, practically alike, at 16; jax at 32." Null before any race has ended. */
export function sweepSentence(values: readonly MeasuredValue[], swept: SweptThing): string | null {
  const stretches: { readonly fastest: string; readonly from: number; to: number }[] = [];
  values.forEach((value, index) => {
    const fastest = fastestAt(value);
    if (fastest === null) return;
    const last = stretches.at(-1);
    // A value in between of which nothing is known belongs to no stretch.
    if (last?.fastest === fastest && last.to === values[index - 1]?.value) last.to = value.value;
    else stretches.push({ fastest, from: value.value, to: value.value });
  });
  if (stretches.length === 0) return null;
  const places = stretches.map(
    ({ fastest, from, to }) => `${fastest} at ${from === to ? String(from) : `${from} to ${to}`}`,
  );
  const words = wordsOf(values);
  return `${capitalised(words.opening + words.headline(nameOf(swept)))}: ${places.join('; ')}.${machinesSentence(values)}`;
}

/** A curve over several machines is none: empty where they were all measured on one. */
function machinesSentence(values: readonly MeasuredValue[]): string {
  const machines = new Set(values.flatMap(({ race }) => race?.hardwareProfileId ?? []));
  return machines.size < 2 ? '' : ` The values were measured on ${machines.size} different machines.`;
}

/** In words; null where nothing was measured or the race cannot be trusted. */
function fastestAt({ race, runs }: MeasuredValue): string | null {
  if (!race?.analysis || !isJudged(race)) return null;
  const tier = new Set(race.analysis.standings.filter((entry) => entry.tier === 1).map(({ runId }) => runId));
  const labels = runs.filter(({ id, cloneOf }) => cloneOf === null && tier.has(id)).map(({ label }) => label);
  const [only] = labels;
  if (labels.length < 2) return only ?? null;
  const pairs = race.analysis.comparisons.filter(
    (pair) => tier.has(pair.baselineRunId) && tier.has(pair.candidateRunId),
  );
  const isAlike = pairs.length > 0 && pairs.every(({ verdict }) => verdict === 'NO_PRACTICAL_DIFFERENCE');
  return `${formatList(labels)}, ${isAlike ? 'practically alike' : 'not enough data to tell them apart'},`;
}

function pairAt({ value, race, runs }: MeasuredValue, baseline: number, candidate: number): PairAtValue {
  const idAt = (position: number) => runs.find((run) => run.position === position)?.id ?? '';
  const judged = race && isJudged(race) ? (race.analysis?.comparisons ?? []) : [];
  const seen = judged.map((pair) => seenFrom(idAt(baseline), pair));
  const pair = seen.find((each) => each?.candidateRunId === idAt(candidate));
  return { value, ratio: pair?.ratio.value ?? null, verdict: pair?.verdict ?? null };
}

function crossoverSentence(
  { fasterBelow, below, above, near }: Crossover,
  { baseline, candidate }: { readonly baseline: string; readonly candidate: string },
  name: string,
  { opening, ahead, level }: Wording,
): string {
  const [first, then] = fasterBelow === 'BASELINE' ? [baseline, candidate] : [candidate, baseline];
  const where = near === null ? '' : `; they are ${level} near ${Number(near.toPrecision(2))}`;
  return `${capitalised(`${opening}at`)} ${name} ${below} ${first} ${ahead}, at ${above} ${then}${where}.`;
}

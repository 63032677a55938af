/** What the races of a sweep say together, as curves of a chart. */
import type { CurvePoint, Curves } from '../charts/curves';
import type { Race } from '../entities/race.entity';
import type { Sweep } from '../entities/sweep.entity';
import type { Interval } from '../statistics/analysis';
import { median } from '../statistics/descriptive';
import { formatList } from '../statistics/format';
import { inverted } from '../statistics/wording';
import { flagsOf, isUntrusted } from './chart-caution';
import { unitOfMeasured } from './measured-unit';
import { measuredBy } from './metric';
import { hasEnded } from './race-status';
import { workloadOf } from './race-workload';
import { statusOf } from './races-together';
import { crossoversOfSweep, entrantsOf, nameOf, sweepSentence, type MeasuredValue } from './sweep-result';

/** Largest over smallest value, from which on they are chosen by factors rather than by steps. */
const BY_FACTORS = 4;

/** Null before anything was measured, and where no race is left. */
export function curvesOf(values: readonly MeasuredValue[], sweep: Sweep): Curves | null {
  const race = values.find((value) => value.race !== null)?.race;
  const measured = entrantsOf(values).map(({ label, position }) => ({
    label,
    amounts: values.map((value) => amountOf(value, position)),
  }));
  const typical = measured.flatMap(({ amounts }) => amounts.flatMap((amount) => amount?.value ?? []));
  if (!race || typical.length === 0) return null;
  const { unit, scale } = unitOf(race, median(typical));
  const [lowest = 0, highest = 0] = [values[0]?.value, values.at(-1)?.value];
  return {
    id: sweep.id,
    title: `${race.workload}, ${race.task.toLowerCase()}, by ${nameOf(sweep)}`,
    finding: sweepSentence(values, sweep),
    caution: cautionOf(values, sweep),
    xName: nameOf(sweep),
    yName: unit,
    logX: lowest > 0 && highest / lowest >= BY_FACTORS,
    curves: measured.map(({ label, amounts }) => ({
      label,
      points: values.map(({ value }, index) => pointOf(value, amounts[index] ?? null, scale)),
    })),
    crossovers: crossoversOfSweep(values, sweep).map(({ near, below, above, sentence }) => ({
      ...{ x: near, below, above, text: sentence },
    })),
  };
}

/** Of what its race measured; of THROUGHPUT what a second holds. */
function amountOf({ race, runs }: MeasuredValue, position: number): Interval | null {
  const runId = runs.find((run) => run.position === position)?.id;
  const amount = race?.analysis?.runs.find((run) => run.runId === runId)?.secondsPerIteration;
  if (!race || !amount) return null;
  if (race.metric !== 'THROUGHPUT') return amount;
  const items = workloadOf(race)?.itemsPerIteration(race.parameters, race.batchSize) ?? null;
  return items === null ? null : scaled(inverted(amount), items);
}

function scaled({ value, low, high, confidence }: Interval, factor: number): Interval {
  return { value: value * factor, low: low * factor, high: high * factor, confidence };
}

function unitOf(race: Race, typical: number) {
  if (race.metric !== 'THROUGHPUT') return unitOfMeasured(measuredBy(race.metric), typical);
  return { unit: `${workloadOf(race)?.itemName ?? 'items'} per second`, scale: 1 };
}

function pointOf(x: number, amount: Interval | null, scale: number): CurvePoint {
  if (!amount) return { x, y: null, lower: null, upper: null };
  const { value, low, high } = scaled(amount, scale);
  return { x, y: value, lower: low, upper: high };
}

function cautionOf(values: readonly MeasuredValue[], sweep: Sweep): string | null {
  const untrusted = values.filter(({ race }) => race && isUntrusted(race)).map(({ value }) => String(value));
  const flags = flagsOf(values.flatMap(({ race }) => race ?? []));
  const at = `At ${nameOf(sweep)} ${formatList(untrusted)}`;
  const parts = [
    untrusted.length > 0 ? `${at} not to be trusted: the race tells a run from its own clone.` : null,
    hasEnded(statusOf(values.map(({ race }) => race))) ? null : 'Not over: some of its races are still to be measured.',
    flags.length > 0 ? `Flagged ${formatList(flags)}.` : null,
  ];
  return parts.filter((part) => part !== null).join(' ') || null;
}

/**
 * The events of one race as one short text: what repeats (runs, names of phases, of fields) stands there once, moments
 * as differences.
 */
import type { Interval } from '../statistics/analysis';
import type { RaceEventContent, RunningEstimateFacts } from '../entities/race-event.entity';
import { packJson, unpackJson } from './text';

export interface PackedEvent {
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly content: RaceEventContent;
}

type Numbers = readonly [value: number, low: number, high: number, confidence: number] | null;
/** A run by its place among `runs`; the energy is left out where the event had none. */
type PackedRunning = readonly [run: number, seconds: Numbers, ratio: Numbers, energy?: Numbers];
type PackedContent =
  | readonly [status: string]
  | readonly [phase: string, run: number]
  | readonly [round: number, progress: number, running: readonly PackedRunning[]];

interface Packed {
  readonly first: number;
  readonly runs: readonly string[];
  /** Each less the one before it. */
  readonly at: readonly number[];
  readonly contents: readonly PackedContent[];
}

/** In order and without a gap. */
export function packEvents(events: readonly PackedEvent[]): string {
  const runs: string[] = [];
  const placeOf = (runId: string) => {
    const place = runs.indexOf(runId);
    return place === -1 ? runs.push(runId) - 1 : place;
  };
  const packed: Packed = {
    first: events[0]?.sequence ?? 1,
    at: events.map(({ at }, index) => at - (events[index - 1]?.at ?? 0)),
    contents: events.map(({ content }) => packContent(content, placeOf)),
    runs,
  };
  return packJson(packed);
}

/** Throws on a text that `packEvents` did not write. */
export function unpackEvents(text: string): PackedEvent[] {
  const { first, runs, at, contents } = unpackJson(text) as Packed;
  let moment = 0;
  return contents.map((content, index) => {
    moment += at[index] ?? NaN;
    return { sequence: first + index, at: moment, content: unpackContent(content, runs) };
  });
}

function packContent(content: RaceEventContent, placeOf: (runId: string) => number): PackedContent {
  switch (content.kind) {
    case 'STATUS':
      return [content.status];
    case 'PHASE':
      return [content.phase, placeOf(content.runId)];
    case 'ROUND':
      return [content.round, content.progress, content.running.map((each) => packRunning(each, placeOf(each.runId)))];
  }
}

function unpackContent(content: PackedContent, runs: readonly string[]): RaceEventContent {
  const runId = (place: number) => runs[place] ?? '';
  if (content.length === 1) return { kind: 'STATUS', status: content[0] as never };
  if (content.length === 2) return { kind: 'PHASE', runId: runId(content[1]), phase: content[0] };
  const [round, progress, running] = content;
  return { kind: 'ROUND', round, progress, running: running.map((each) => unpackRunning(each, runId(each[0]))) };
}

function packRunning(estimate: RunningEstimateFacts, place: number): PackedRunning {
  const { secondsPerIteration, energyJoulesPerItem, ratioToLeader } = estimate;
  const known = [place, numbersOf(secondsPerIteration), numbersOf(ratioToLeader)] as const;
  return energyJoulesPerItem === undefined ? known : [...known, numbersOf(energyJoulesPerItem)];
}

function unpackRunning([, seconds, ratio, energy]: PackedRunning, runId: string): RunningEstimateFacts {
  const known = { runId, secondsPerIteration: intervalOf(seconds), ratioToLeader: intervalOf(ratio) };
  return energy === undefined ? known : { ...known, energyJoulesPerItem: intervalOf(energy) };
}

function numbersOf(interval: Interval | null): Numbers {
  return interval && [interval.value, interval.low, interval.high, interval.confidence];
}

function intervalOf(numbers: Numbers): Interval | null {
  if (!numbers) return null;
  const [value, low, high, confidence] = numbers;
  return { value, low, high, confidence };
}

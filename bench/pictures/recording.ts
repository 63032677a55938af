/** What bench/record.ts writes and the pictures are drawn from. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

export interface RecordedTrial {
  /** Place among the race's entrants, from 0. */
  readonly entrant: number;
  readonly round: number;
  /** When its process began, since the race's first did. */
  readonly startSeconds: number;
  readonly tags: readonly string[];
  /** Nanoseconds per iteration of each measured block, in order; the n-th of a round's trials are its n-th pass. */
  readonly blocks: readonly number[];
  /** As `blocks`, of those before. */
  readonly warmUp?: readonly number[];
  readonly warmUpIterations?: readonly number[];
}

interface RecordedRatio {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface RecordedLook {
  readonly round: number;
  /** The second entrant's time over the first's: typical blocks, and total time. */
  readonly ratio: RecordedRatio;
  readonly totalRatio: RecordedRatio | null;
  readonly verdict: string;
  readonly flags: readonly string[];
}

export interface RecordedRace {
  readonly entrants: readonly string[];
  readonly seed: number;
  readonly endedBy: string;
  readonly looks: readonly RecordedLook[];
  readonly trials: readonly RecordedTrial[];
}

export interface Recording {
  /** One for each time that races were added: machine and date, and the command but for the file. */
  readonly recorded: { readonly where: string; readonly command: string }[];
  readonly races: RecordedRace[];
}

export const DATA_FOLDER = path.join('docs', 'pictures', 'recorded');

/** `root`: of the checkout. Throws where there is no such recording. */
export function readRecording(root: string, name: string): Recording {
  return JSON.parse(readFileSync(path.join(root, DATA_FOLDER, `${name}.json`), 'utf8')) as Recording;
}

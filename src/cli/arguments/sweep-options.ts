/** The options of `photofinish sweep` beside those of a race, and how they become the input of `startSweep`. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { StartSweepInput } from '../api/sweep-types';
import { toStartRaceInput, type RaceOptions } from './race-options';
import { parseInteger } from './values';

/** What is no parameter of a workload; in the API's words. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  'batch-size': 'BATCH_SIZE',
  threads: 'THREADS',
  'sequence-length': 'SEQUENCE_LENGTH',
};

export interface SweepOptions extends RaceOptions {
  readonly over: Pick<StartSweepInput, 'over' | 'parameter'>;
  readonly values: readonly number[];
}

export function addSweepOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--over <what>', 'what differs: batch-size, threads, sequence-length, or a parameter of the workload')
        .argParser(parseOver)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--values <list>', '2 to 32 whole numbers, separated by commas')
        .argParser(parseValues)
        .makeOptionMandatory(),
    );
}

/** Any other name is that of a parameter: which there are is the server's to say. */
export function parseOver(text: string): SweepOptions['over'] {
  const word = text.trim();
  if (word === '') throw new InvalidArgumentError('This must be what differs, such as batch-size.');
  const over = DIMENSIONS[word.toLowerCase().replaceAll('_', '-')];
  return over === undefined ? { over: 'PARAMETER', parameter: word } : { over };
}

export function parseValues(text: string): readonly number[] {
  return text.split(',').map(parseInteger);
}

/** The label is the sweep's own. */
export function toStartSweepInput(workload: string, options: SweepOptions): StartSweepInput {
  const { over, values, label, ...race } = options;
  return { race: toStartRaceInput(workload, race), ...over, values, ...(label !== undefined && { label }) };
}

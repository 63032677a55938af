/** The options of `photofinish race`, and how they become the input of `startRace`. */
import { Option, type Command } from 'commander';
import type { EntrantInput, StartRaceInput } from '../api/types';
import { CommandFailure, EXIT_CODES } from '../failure';
import { parseEntrants } from './entrants';
import { experimentationOf } from './experimentation-options';
import type { ServerOptions } from './server-options';
import { parseFraction, parseInteger, parseLatency, parseParameter, parseSeconds } from './values';
import { inputPipelineOf, parseImageSize, type ImageSize } from './input-pipeline';
import { WORDS, words } from './words';

/** Named as in the input of `startRace`, save for those that the command line calls otherwise. */
export interface RaceOptions extends ServerOptions {
  readonly entrants: readonly EntrantInput[];
  readonly parameter?: readonly { name: string; value: number }[];
  readonly task?: string;
  readonly precision?: string;
  readonly division?: string;
  readonly batchSize?: number;
  readonly metric?: string;
  readonly compilationCaches?: string;
  /** Seconds. */
  readonly serverBound?: number;
  readonly percentile?: number;
  readonly lengths?: string;
  readonly edit?: string;
  readonly process?: string;
  readonly inputPipeline?: boolean;
  readonly imageSize?: ImageSize;
  readonly loaderWorkers?: number;
  readonly question?: string;
  readonly effort?: string;
  readonly practicalDifference?: number;
  readonly targetHalfWidth?: number;
  readonly selfCheck?: boolean;
  /** Seconds. */
  readonly budget?: number;
  readonly device?: string;
  readonly threads?: number;
  readonly seed?: number;
  readonly label?: string;
  readonly project?: string;
  readonly json?: boolean;
  /** Path of a file. */
  readonly chart?: string;
}

export function addRaceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-e, --entrants <list>', 'who races: engine[:variant][#label], separated by commas')
        .argParser(parseEntrants)
        .makeOptionMandatory(),
    )
    .addOption(words('-t, --task <task>', 'what is timed', WORDS.task))
    .addOption(words('--effort <effort>', 'how long to measure', WORDS.effort))
    .option('-p, --parameter <name=value>', 'set a parameter of the workload; may be repeated', parseParameter)
    .option('-b, --batch-size <count>', 'samples per iteration', parseInteger)
    .addOption(words('--question <question>', 'which pairs to compare', WORDS.question))
    .addOption(words('--metric <metric>', 'what to compare', WORDS.metric))
    .addOption(
      words('--compilation-caches <state>', 'what engines compiled before they start', WORDS.compilationCaches),
    )
    .option(
      '--server-bound <time>',
      'race the highest rate of requests that is answered within this time: 10ms, 500us or 1s',
      parseLatency,
    )
    .option(
      '--percentile <number>',
      'of the requests that are answered within it: 90, 95 or 99 (default)',
      parseInteger,
    )
    .addOption(words('--lengths <policy>', 'sequences of different lengths, put into batches so', WORDS.lengths))
    .addOption(words('--edit <edit>', 'race the time from a change of the model to its first result', WORDS.edit))
    .addOption(words('--process <process>', 'where the changed model runs (default: live)', WORDS.process))
    .option('--input-pipeline', "race from JPEG files on the disk, through each engine's own loader")
    .option('--image-size <height>x<width>', 'of those files, in pixels (default: 375x500)', parseImageSize)
    .option('--loader-workers <count>', 'processes or threads that load (default: 2)', parseInteger)
    .addOption(words('--precision <precision>', 'arithmetic', WORDS.precision))
    .addOption(words('--division <division>', 'equal flags for all, or the best of each', WORDS.division))
    .addOption(words('--device <kind>', 'where to run', WORDS.device))
    .option('--practical-difference <fraction>', 'differences this small do not matter: 0.02 or 2%', parseFraction)
    .option('--target-half-width <fraction>', 'measure until every interval is this narrow: 0.01 or 1%', parseFraction)
    .option('--self-check', 'let a copy of the first entrant race along, to check the race itself')
    .option('--budget <time>', 'longest time to measure: 90s or 2m', parseSeconds)
    .option('--threads <count>', 'threads of every entrant', parseInteger)
    .option('--seed <number>', 'same seed, same weights, inputs and schedule', parseInteger)
    .option('--label <text>', 'a name to find the race by')
    .option('--project <id>', 'whose race it is (default: the only project of the credentials, or none)');
}

/** What was not given is left out, so that the server's defaults hold. */
export function toStartRaceInput(workload: string, options: RaceOptions): StartRaceInput {
  const { entrants, parameter: parameters, budget: budgetSeconds } = options;
  const {
    task,
    precision,
    division,
    batchSize,
    metric,
    compilationCaches,
    question,
    effort,
    practicalDifference,
    targetHalfWidth,
    selfCheck,
    device,
    threads,
    seed,
    label,
    project,
  } = options;
  const given = {
    ...{ parameters, task, precision, division, batchSize, metric, compilationCaches, question, effort },
    scenario: scenarioOf(options),
    ...{ practicalDifference, targetHalfWidth, selfCheck, budgetSeconds, device, threads, seed, label, project },
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { workload, entrants, ...present };
}

/**
 * Every kind that is given: the server says that only one is possible. Throws `CommandFailure` where a percentile is given
 * of nothing, a process for nothing, or something is said of images that nobody loads.
 */
function scenarioOf(options: RaceOptions): StartRaceInput['scenario'] {
  const server = serverOf(options);
  const experimentation = experimentationOf(options);
  const { lengths } = options;
  const scenario = {
    ...(server && { server }),
    ...(lengths !== undefined && { variableLengths: { policy: lengths } }),
    ...(experimentation && { experimentation }),
    ...inputPipelineOf(options),
  };
  return Object.keys(scenario).length > 0 ? scenario : undefined;
}

function serverOf({ serverBound: latencyBoundSeconds, percentile }: RaceOptions) {
  if (latencyBoundSeconds === undefined) {
    if (percentile === undefined) return undefined;
    const advice = 'Give --server-bound too, such as 10ms.';
    throw new CommandFailure('A percentile needs the bound that it is to keep.', advice, EXIT_CODES.BAD_INPUT);
  }
  return { latencyBoundSeconds, ...(percentile !== undefined && { percentile }) };
}

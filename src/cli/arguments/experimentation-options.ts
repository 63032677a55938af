/** The options of a race of a changed model, and how they become its scenario. */
import { CommandFailure, EXIT_CODES } from '../failure';

export interface ExperimentationOptions {
  readonly edit?: string;
  readonly process?: string;
}

/** Throws `CommandFailure` where a process is given in which nothing is changed. */
export function experimentationOf({ edit, process }: ExperimentationOptions) {
  if (edit !== undefined) return { edit, ...(process !== undefined && { process }) };
  if (process === undefined) return undefined;
  const advice = 'Give --edit too, such as units.';
  throw new CommandFailure('A process needs a change of the model to run in it.', advice, EXIT_CODES.BAD_INPUT);
}

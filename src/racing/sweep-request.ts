/** What a client asks for when it starts a sweep, and the race that it is at each value. */
import type { SweepDimensionName } from '../entities/sweep.entity';
import { badInput, PhotofinishError } from '../errors';
import type { StartRaceRequest } from './start-race-request';

export interface StartSweepRequest {
  /** What stays the same. */
  readonly race: StartRaceRequest;
  readonly over: SweepDimensionName;
  /** Of PARAMETER only. */
  readonly parameter: string | null;
  /** In any order. */
  readonly values: readonly number[];
  readonly label: string | null;
  readonly idempotencyKey: string | null;
}

/** Of one sweep. */
export const MOST_VALUES = 32;

/** What is to be stored of a sweep, and the races that it is. */
export interface SweepPlan {
  /** The parameter that differs; null where something else does. */
  readonly parameter: string | null;
  /** In ascending order. */
  readonly values: readonly number[];
  raceAt(value: number): StartRaceRequest;
  /** What is wrong with the race at that value, told of the fields of the sweep. */
  faultAt(value: number, error: unknown): unknown;
}

/** What differs, in terms of the input of one race. */
interface Axis {
  readonly parameter: string | null;
  /** Where the race would say it itself, and whether it does. */
  readonly field: string;
  readonly isSet: boolean;
  /** Where a wrong value is complained of, and a wrong name. */
  readonly valueField: string;
  readonly nameField: string | null;
  readonly at: (value: number) => StartRaceRequest;
}

/** Throws BAD_USER_INPUT. */
export function planSweep(request: StartSweepRequest): SweepPlan {
  const axis = axisOf(request);
  requireUnset(axis, request);
  return {
    parameter: axis.parameter,
    values: sweptValues(request),
    raceAt: axis.at,
    faultAt: (value, error) => withField(error, (field) => fieldOfSweep(field, axis, request, value)),
  };
}

function axisOf(request: StartSweepRequest): Axis {
  const { over, parameter, race } = request;
  if (over === 'PARAMETER' || over === 'SEQUENCE_LENGTH') return parameterAxis(request);
  if (parameter !== null) throw notOverParameter();
  const other = { parameter: null, nameField: null };
  if (over === 'THREADS') {
    const at = (threads: number) => ({ ...race, threads });
    return { ...other, field: 'input.race.threads', valueField: 'input.threads', isSet: race.threads !== null, at };
  }
  const metric = race.scenario ? null : ('THROUGHPUT' as const);
  // One iteration is timed alike at all values, also where one of them is batch size 1.
  const at = (batchSize: number) => ({ ...race, batchSize, metric: race.metric ?? metric });
  return { ...other, field: 'input.race.batchSize', valueField: 'input.batchSize', isSet: race.batchSize !== null, at };
}

function parameterAxis({ over, parameter, race }: StartSweepRequest): Axis {
  if (over === 'SEQUENCE_LENGTH' && parameter !== null) throw notOverParameter();
  const name = over === 'SEQUENCE_LENGTH' ? 'sequenceLength' : parameter;
  if (name === null) {
    throw badInput('input.parameter', 'A sweep over a parameter needs its name.', 'Name one that the workload has.');
  }
  if (race.layers !== null) {
    throw badInput('input.over', 'Layers of your own have no parameters.', 'Sweep over BATCH_SIZE or THREADS.');
  }
  const added = `input.parameters[${race.parameters.length}]`;
  return {
    ...{ parameter: name, field: 'input.race.parameters', valueField: `${added}.value`, nameField: `${added}.name` },
    isSet: race.parameters.some((given) => given.name === name),
    at: (value) => ({ ...race, parameters: [...race.parameters, { name, value }] }),
  };
}

const notOverParameter = () =>
  badInput('input.parameter', 'This sweep is not over a parameter.', 'Leave it out, or sweep over PARAMETER.');

function sweptValues({ values }: StartSweepRequest): number[] {
  const [field, advice] = ['input.values', `Give 2 to ${MOST_VALUES}.`];
  if (values.length < 2) throw badInput(field, 'A sweep needs values.', advice);
  if (values.length > MOST_VALUES) throw badInput(field, 'A sweep cannot have so many values.', advice);
  if (new Set(values).size < values.length) {
    throw badInput(field, 'A value is given twice.', 'Give each value once.');
  }
  return [...values].sort((one, other) => one - other);
}

function requireUnset({ isSet, field }: Axis, { race }: StartSweepRequest): void {
  if (isSet) throw badInput(field, 'This is what the sweep is over.', 'Leave it out here: `values` has it.');
  if (race.idempotencyKey !== null) {
    const advice = 'Leave it out here, and give the sweep one.';
    throw badInput('input.race.idempotencyKey', 'The races of a sweep have no keys of their own.', advice);
  }
}

/** What is wrong with the race whatever the value is. */
export function asFaultOfCommonRace(error: unknown): unknown {
  return withField(error, inRace);
}

function withField(error: unknown, rename: (field: string) => string): unknown {
  if (!(error instanceof PhotofinishError) || error.field === null) return error;
  const { code, message, advice } = error;
  return new PhotofinishError(code, message, { field: rename(error.field), advice });
}

const inRace = (field: string) => field.replace(/^input\./, 'input.race.');

function fieldOfSweep(field: string, axis: Axis, { over, values }: StartSweepRequest, value: number): string {
  if (field === axis.valueField) return `input.values[${values.indexOf(value)}]`;
  if (field === axis.nameField) return over === 'PARAMETER' ? 'input.parameter' : 'input.over';
  return inRace(field);
}

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

const SEQUENCE_LENGTH = 'sequenceLength';
const RACE_FIELD: Readonly<Record<SweepDimensionName, string>> = {
  ...{ BATCH_SIZE: 'input.batchSize', THREADS: 'input.threads' },
  ...{ SEQUENCE_LENGTH: 'input.parameters', PARAMETER: 'input.parameters' },
};

/** The parameter that differs; null where something else does. Throws BAD_USER_INPUT. */
export function sweptParameter({ over, parameter, race }: StartSweepRequest): string | null {
  if (over === 'PARAMETER' && parameter === null) {
    throw badInput('input.parameter', 'A sweep over a parameter needs its name.', 'Name one that the workload has.');
  }
  if (over !== 'PARAMETER' && parameter !== null) {
    throw badInput('input.parameter', 'This sweep is not over a parameter.', 'Leave it out, or sweep over PARAMETER.');
  }
  const name = over === 'SEQUENCE_LENGTH' ? SEQUENCE_LENGTH : parameter;
  if (name !== null && race.layers !== null) {
    throw badInput('input.over', 'Layers of your own have no parameters.', 'Sweep over BATCH_SIZE or THREADS.');
  }
  return name;
}

/** In ascending order. Throws BAD_USER_INPUT. */
export function sweptValues({ values }: StartSweepRequest): number[] {
  const field = 'input.values';
  if (values.length < 2) throw badInput(field, 'A sweep needs values.', `Give 2 to ${MOST_VALUES}.`);
  if (values.length > MOST_VALUES) {
    throw badInput(field, 'A sweep cannot have so many values.', `Give 2 to ${MOST_VALUES}.`);
  }
  if (new Set(values).size < values.length) {
    throw badInput(field, 'A value is given twice.', 'Give each value once.');
  }
  return [...values].sort((one, other) => one - other);
}

/** Throws BAD_USER_INPUT where the race says itself what differs. */
export function requireUnset(request: StartSweepRequest): void {
  const { race, over } = request;
  const parameter = sweptParameter(request);
  const isSet =
    parameter === null
      ? (over === 'BATCH_SIZE' ? race.batchSize : race.threads) !== null
      : race.parameters.some(({ name }) => name === parameter);
  const field = RACE_FIELD[over].replace('input.', 'input.race.');
  if (isSet) throw badInput(field, 'This is what the sweep is over.', 'Leave it out here: `values` has it.');
  if (race.idempotencyKey !== null) {
    const advice = 'Leave it out here, and give the sweep one.';
    throw badInput('input.race.idempotencyKey', 'The races of a sweep have no keys of their own.', advice);
  }
}

/** One iteration is timed alike at all values, also where one of them is batch size 1. */
export function raceAt(request: StartSweepRequest, value: number): StartRaceRequest {
  const { race, over } = request;
  const parameter = sweptParameter(request);
  if (parameter !== null) return { ...race, parameters: [...race.parameters, { name: parameter, value }] };
  if (over === 'THREADS') return { ...race, threads: value };
  return { ...race, batchSize: value, metric: race.metric ?? 'THROUGHPUT' };
}

/** What is wrong with the race at a value, told of the fields of the sweep. */
export function asFaultOfSweep(error: unknown, request: StartSweepRequest, value: number): unknown {
  return withField(error, (field) => fieldOfSweep(field, request, value));
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

function fieldOfSweep(field: string, request: StartSweepRequest, value: number): string {
  const index = request.values.indexOf(value);
  if (sweptParameter(request) !== null) {
    const own = `input.parameters[${request.race.parameters.length}]`;
    if (field === `${own}.value`) return `input.values[${index}]`;
    if (field === `${own}.name`) return request.over === 'PARAMETER' ? 'input.parameter' : 'input.over';
  } else if (field === RACE_FIELD[request.over]) {
    return `input.values[${index}]`;
  }
  return inRace(field);
}

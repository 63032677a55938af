/** Checks what a client says of a workload against what the workload declares. */
import { badInput } from '../errors';
import type { ParameterValues, Workload } from './workload';
import { defaultParameters } from './describe';

export interface ParameterOverride {
  readonly name: string;
  readonly value: number;
}

/** The defaults with the overrides applied; throws BAD_USER_INPUT that names the field and the allowed range. */
export function resolveParameters(workload: Workload, overrides: readonly ParameterOverride[]): ParameterValues {
  const values: Record<string, number> = { ...defaultParameters(workload) };
  const seen = new Set<string>();
  overrides.forEach(({ name, value }, index) => {
    const field = `input.parameters[${index}]`;
    const definition = workload.parameters.find((candidate) => candidate.name === name);
    if (!definition) {
      const known = workload.parameters.map((candidate) => candidate.name).join(', ');
      throw badInput(`${field}.name`, 'This workload has no such parameter.', `Use one of: ${known}.`);
    }
    if (seen.has(name)) throw badInput(`${field}.name`, 'This parameter is given twice.', 'Give each parameter once.');
    seen.add(name);
    const { minimum, maximum } = definition;
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw badInput(
        `${field}.value`,
        `The value of ${definition.name} is out of range.`,
        `Give a whole number from ${minimum} to ${maximum}.`,
      );
    }
    values[name] = value;
  });
  return values;
}

/** The workload's default where none is given; throws BAD_USER_INPUT outside its range. */
export function resolveBatchSize(workload: Workload, batchSize: number | null): number {
  const { default: standard, minimum, maximum } = workload.batchSize;
  if (batchSize === null) return standard;
  if (!Number.isInteger(batchSize) || batchSize < minimum || batchSize > maximum) {
    const advice =
      minimum === maximum
        ? `This workload only has batch size ${minimum}.`
        : `Give a whole number from ${minimum} to ${maximum}.`;
    throw badInput('input.batchSize', 'The batch size is out of range.', advice);
  }
  return batchSize;
}

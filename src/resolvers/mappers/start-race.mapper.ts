/** What a client sent, bounded and in the domain's words. Whether it makes sense is for `race.service` to say. */
import { requireProject } from '../../auth/project-rule';
import { MAXIMUM_LABELS } from '../../fleet/wanted';
import type { StartRaceRequest } from '../../racing/start-race-request';
import type { HardwareWishInput } from '../../schema/hardware-wish.input';
import type { StartRaceInput } from '../../schema/start-race.input';
import { toRequestedLayers } from './layers.mapper';
import { optional, requireLength, requireText, requireVisibleText } from '../input-rules';

const MAXIMUM_ENTRANTS = 16;
const MAXIMUM_PARAMETERS = 64;

export function toHardware(wish: HardwareWishInput | null | undefined): StartRaceRequest['hardware'] {
  if (!wish) return null;
  const labels = wish.labels && requireLength(wish.labels, MAXIMUM_LABELS, 'input.hardware.labels');
  return { profileId: wish.profileId ?? null, labels: labels ?? null };
}

/** Throws BAD_USER_INPUT that names the field. */
export function toStartRaceRequest(input: StartRaceInput): StartRaceRequest {
  const entrants = requireLength(input.entrants, MAXIMUM_ENTRANTS, 'input.entrants');
  const parameters = requireLength(input.parameters ?? [], MAXIMUM_PARAMETERS, 'input.parameters');
  return {
    workload: optional(input.workload, 'input.workload'),
    layers: toRequestedLayers(input),
    parameters: parameters.map(({ name, value }, index) => ({
      name: requireText(name, `input.parameters[${index}].name`),
      value,
    })),
    task: input.task,
    precision: input.precision,
    division: input.division,
    batchSize: input.batchSize ?? null,
    entrants: entrants.map(({ engine, variant, label }, index) => ({
      engine: requireText(engine, `input.entrants[${index}].engine`),
      variant: optional(variant, `input.entrants[${index}].variant`),
      label: optional(label, `input.entrants[${index}].label`, requireVisibleText),
    })),
    metric: input.metric ?? null,
    scenario: input.scenario ?? null,
    compilationCaches: input.compilationCaches ?? null,
    question: input.question,
    effort: input.effort,
    practicalDifference: input.practicalDifference ?? null,
    targetHalfWidth: input.targetHalfWidth ?? null,
    selfCheck: input.selfCheck,
    budgetSeconds: input.budgetSeconds ?? null,
    hardware: toHardware(input.hardware),
    device: input.device ?? null,
    threads: input.threads ?? null,
    seed: input.seed ?? null,
    label: optional(input.label, 'input.label'),
    project: optional(input.project, 'input.project', requireProject),
    idempotencyKey: optional(input.idempotencyKey, 'input.idempotencyKey', requireVisibleText),
  };
}

/** Which engine, variant and label each entrant is, and which of them can run here. */
import { badInput, PhotofinishError } from '../errors';
import type { Launch, NotInstalled } from '../engines/engine';
import type { EngineCatalog } from '../engines/engine-catalog';
import type { EngineState, VariantState } from '../engines/engine-state';
import type { DeviceKindName, FailureFacts } from '../entities/race.entity';
import type { RequestedEntrant, StartRaceRequest } from './start-race-request';
import { unsupported } from './run-failure';

export interface ResolvedEntrant {
  readonly engine: EngineState;
  readonly variant: VariantState;
  readonly label: string;
  /** Null where it can run. */
  readonly obstacle: FailureFacts | null;
}

/**
 * `here`: whether they would race on this machine; of another one its host says which can run.
 * Throws BAD_USER_INPUT for an unknown engine or variant or for labels that do not tell entrants apart.
 */
export async function resolveEntrants(
  request: StartRaceRequest,
  catalog: EngineCatalog,
  here = true,
): Promise<ResolvedEntrant[]> {
  const found = await Promise.all(request.entrants.map((entrant, index) => findEntrant(entrant, index, catalog)));
  requireDistinctLabels(found);
  return found.map((entrant) => ({ ...entrant, obstacle: here ? obstacleOf(entrant, request) : null }));
}

type Found = Omit<ResolvedEntrant, 'obstacle'>;

async function findEntrant(entrant: RequestedEntrant, index: number, catalog: EngineCatalog): Promise<Found> {
  const field = `input.entrants[${index}]`;
  const engine = await catalog.find(entrant.engine);
  if (!engine) {
    const known = (await catalog.list()).map(({ adapter }) => adapter.id);
    throw badInput(`${field}.engine`, 'There is no such engine.', `Use one of: ${known.join(', ')}.`);
  }
  const { variants } = engine;
  const variant = variants.find(({ facts }) =>
    entrant.variant === null ? facts.default : facts.id === entrant.variant,
  );
  if (!variant) {
    const known = variants.map(({ facts }) => facts.id).join(', ');
    throw badInput(`${field}.variant`, 'This engine has no such variant.', `Use one of: ${known}.`);
  }
  return { engine, variant, label: entrant.label ?? `${engine.adapter.name} (${variant.facts.id})` };
}

function requireDistinctLabels(entrants: readonly Found[]): void {
  entrants.forEach(({ label }, index) => {
    if (entrants.slice(0, index).some((earlier) => earlier.label === label)) {
      throw badInput(
        `input.entrants[${index}].label`,
        'Two entrants have the same label, so their results could not be told apart.',
        'Give each entrant a label of its own; the same engine twice is then a race against itself.',
      );
    }
  });
}

/** Why this machine cannot run it; null where it can. */
export function obstacleOf(
  { engine, variant }: Pick<Found, 'engine' | 'variant'>,
  { task, precision, device }: Pick<StartRaceRequest, 'task' | 'precision' | 'device'>,
): FailureFacts | null {
  const { adapter } = engine;
  const { available, unavailableReason, precisions, devices } = variant;
  if (!adapter.tasks.includes(task)) {
    return unsupported(`${adapter.name} does not do ${task.toLowerCase()}.`, null, 'TASK_UNSUPPORTED');
  }
  if (!available) {
    return {
      ...unsupported(unavailableReason ?? `${adapter.name} is not installed.`, null, 'ENGINE_UNAVAILABLE'),
      phase: 'provision',
    };
  }
  if (!precisions.includes(precision)) {
    return unsupported(`${adapter.name} does not compute in ${precision} here.`, null, 'PRECISION_UNSUPPORTED');
  }
  if (device !== null && !devices.some(({ kind }) => kind === device)) {
    return unsupported(`${adapter.name} sees no ${device} here.`, null, 'DEVICE_UNSUPPORTED');
  }
  return null;
}

/** GPU where every entrant that can run has one, unless the client says. */
export function resolveDevice(request: StartRaceRequest, entrants: readonly ResolvedEntrant[]): DeviceKindName {
  if (request.device !== null) return request.device;
  const able = entrants.filter(({ obstacle }) => obstacle === null);
  return able.every(({ variant }) => variant.devices.some(({ kind }) => kind === 'GPU')) ? 'GPU' : 'CPU';
}

/** Throws NO_ENTRANT_CAN_RUN, saying why for each engine, or that there is no reference to prove their work by. */
export function requireRunnable(entrants: readonly ResolvedEntrant[], reference: Launch | NotInstalled): void {
  const refuse = (message: string, advice: string) =>
    new PhotofinishError('NO_ENTRANT_CAN_RUN', message, { field: 'input.entrants', advice });
  if (entrants.every(({ obstacle }) => obstacle !== null)) {
    const reasons = new Set(entrants.map(({ obstacle }) => obstacle?.message ?? ''));
    throw refuse('None of these entrants can run here.', [...reasons].join(' '));
  }
  if (reference.kind === 'not-installed') {
    throw refuse('No entrant can show here that it does the same work: the reference is missing.', reference.reason);
  }
}

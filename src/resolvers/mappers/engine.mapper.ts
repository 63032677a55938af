/** Engines as the catalog knows them. */
import type { EngineState } from '../../engines/engine-catalog';
import { EngineVariantType } from '../../schema/engine-variant.type';
import { EngineType } from '../../schema/engine.type';
import { make } from './make';

export function toEngine(state: EngineState): EngineType {
  const { adapter, available, unavailableReason, version, runtime } = state;
  return make(EngineType, {
    id: adapter.id,
    name: adapter.name,
    available,
    unavailableReason,
    version,
    runtime,
    variants: adapter.variants.map((variant) => make(EngineVariantType, { ...variant })),
    devices: [...state.devices],
    precisions: [...state.precisions],
    tasks: [...adapter.tasks],
  });
}

/** An engine of an old race that this server does not have. */
export function toForgottenEngine(id: string): EngineType {
  return make(EngineType, {
    id,
    name: id,
    available: false,
    unavailableReason: 'This server does not have this engine.',
    version: null,
    runtime: 'not installed',
    variants: [],
    devices: [],
    precisions: [],
    tasks: [],
  });
}

/** Also of a variant that the engine no longer has. */
export function toVariant(state: EngineState | null, id: string): EngineVariantType {
  const variant = state?.adapter.variants.find((candidate) => candidate.id === id);
  const facts = variant ?? { id, description: 'No longer offered by this engine.', default: false };
  return make(EngineVariantType, { ...facts });
}

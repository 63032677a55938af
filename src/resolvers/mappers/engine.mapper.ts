/** Engines as the catalog knows them. */
import type { EngineState, VariantState } from '../../engines/engine-state';
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
    variants: state.variants.map(variantType),
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
  const variant = state?.variants.find(({ facts }) => facts.id === id);
  if (variant) return variantType(variant);
  const unavailableReason = 'This server does not have this variant.';
  const description = 'No longer offered by this engine.';
  return make(EngineVariantType, { id, description, default: false, available: false, unavailableReason });
}

function variantType({ facts, available, unavailableReason }: VariantState): EngineVariantType {
  const { id, description, default: standard } = facts;
  return make(EngineVariantType, { id, description, default: standard, available, unavailableReason });
}

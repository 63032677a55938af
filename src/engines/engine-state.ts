/** What is known of an engine on this machine: of each of its variants, and of all of them together. */
import type { DeviceDescription, PrecisionName } from '../protocol/messages';
import type { EngineAdapter, EngineVariantFacts } from './engine';

/** What a worker said of itself when it was asked. */
export interface ProbeResult {
  readonly version: string;
  readonly runtime: string;
  readonly devices: readonly DeviceDescription[];
  readonly precisions: readonly PrecisionName[];
}

export interface Availability {
  readonly available: boolean;
  /** What is missing and the command that installs it. */
  readonly unavailableReason: string | null;
  readonly version: string | null;
  readonly runtime: string;
  readonly devices: readonly DeviceDescription[];
  readonly precisions: readonly PrecisionName[];
}

/** Variants may live in different environments, and some need a kind of device: each can be there without the others. */
export interface VariantState extends Availability {
  readonly facts: EngineVariantFacts;
}

export interface EngineState extends Availability {
  readonly adapter: EngineAdapter;
  /** In the order of the adapter. */
  readonly variants: readonly VariantState[];
}

export function missingVariant(facts: EngineVariantFacts, reason: string): VariantState {
  const nothing = { version: null, runtime: 'not installed', devices: [], precisions: [] };
  return { facts, available: false, unavailableReason: reason, ...nothing };
}

/** The variant as its worker's answer shows it: with the devices that it can run on, missing where there is none. */
export function probedVariant(adapter: EngineAdapter, facts: EngineVariantFacts, result: ProbeResult): VariantState {
  const { version, runtime, precisions } = result;
  const devices = result.devices.filter(({ kind }) => facts.devices?.includes(kind) ?? true);
  if (devices.length === 0) {
    const needed = facts.devices?.join(' or ') ?? 'device';
    return missingVariant(facts, `${adapter.name} (${facts.id}) needs a ${needed}, and it finds none here.`);
  }
  return { facts, available: true, unavailableReason: null, version, runtime, devices, precisions };
}

/** An engine is there as soon as one of its variants is; it has what any of them has. */
export function engineState(adapter: EngineAdapter, variants: readonly VariantState[]): EngineState {
  const standard = variants.find(({ facts }) => facts.default);
  const there = variants.filter(({ available }) => available);
  const speaker = there.find((variant) => variant === standard) ?? there[0] ?? standard;
  const devices = new Map(there.flatMap((variant) => variant.devices.map((device) => [device.id, device])));
  return {
    adapter,
    variants,
    available: there.length > 0,
    unavailableReason: there.length > 0 ? null : (standard?.unavailableReason ?? 'It has no variants.'),
    version: speaker?.version ?? null,
    runtime: speaker?.runtime ?? 'not installed',
    devices: [...devices.values()],
    precisions: [...new Set(there.flatMap((variant) => variant.precisions))],
  };
}

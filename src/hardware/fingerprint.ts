/** What tells one machine from another: SHA-256 of the canonical JSON of its facts. */
import { createHash } from 'node:crypto';
import type { HardwareFacts } from '../entities/hardware-profile.entity';

/** Keys in alphabetical order at every level, so that the order in which facts were read does not count. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

export function fingerprint(facts: HardwareFacts): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}

/**
 * Which hosts may measure a race: any, the ones of a hardware profile, or the ones that carry certain labels. A race
 * keeps it as one word, so that rows and queues can be told apart by it.
 */
export type HardwareWish =
  | { readonly kind: 'any' }
  | { readonly kind: 'profile'; readonly profileId: string }
  /** At least one, sorted. */
  | { readonly kind: 'labels'; readonly labels: readonly string[] };

/** What decides whether a host satisfies a wish. */
export interface HostTraits {
  readonly labels: readonly string[];
  readonly hardwareProfileId: string;
}

/** Of one label: it becomes part of a row's word and of a queue's name. */
export const LABEL_PATTERN = /^[a-z0-9][a-z0-9._-]{0,31}$/;
/** Of a host, and of a wish. */
export const MAXIMUM_LABELS = 16;

const PROFILE = 'profile:';
const LABELS = 'labels:';
const SEPARATOR = '+';

/** "any", "profile:hw_…" or "labels:gpu+h200". */
export function wantedOf(wish: HardwareWish): string {
  if (wish.kind === 'profile') return `${PROFILE}${wish.profileId}`;
  return wish.kind === 'labels' ? `${LABELS}${sortedLabels(wish.labels).join(SEPARATOR)}` : 'any';
}

export function wishOf(wanted: string): HardwareWish {
  if (wanted.startsWith(PROFILE)) return { kind: 'profile', profileId: wanted.slice(PROFILE.length) };
  if (wanted.startsWith(LABELS)) return { kind: 'labels', labels: wanted.slice(LABELS.length).split(SEPARATOR) };
  return { kind: 'any' };
}

export function satisfies({ labels, hardwareProfileId }: HostTraits, wanted: string): boolean {
  const wish = wishOf(wanted);
  if (wish.kind === 'profile') return wish.profileId === hardwareProfileId;
  return wish.kind === 'any' || wish.labels.every((label) => labels.includes(label));
}

/** Each once, in order. */
export function sortedLabels(labels: readonly string[]): string[] {
  return [...new Set(labels)].sort();
}

/** Such as "a host with the labels gpu and h200". */
export function describeWanted(wanted: string): string {
  const wish = wishOf(wanted);
  if (wish.kind === 'any') return 'a host that measures';
  if (wish.kind === 'profile') return `a host with the hardware ${wish.profileId}`;
  const [last, ...others] = [...wish.labels].reverse();
  return others.length === 0
    ? `a host with the label ${last}`
    : `a host with the labels ${others.reverse().join(', ')} and ${last}`;
}

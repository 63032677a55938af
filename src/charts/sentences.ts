/** The alternative text: what was judged, a caution, then every number. */
import type { ChartFrame } from './chart';

/** `parts`: sentences without their full stops. */
export function altOf({ title, finding, caution }: ChartFrame, parts: readonly string[]): string {
  const all = [caution, finding, title, ...parts].flatMap((text) => (text ? [text] : []));
  return all.map(ended).join(' ');
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

import { InvalidArgumentError } from 'commander';
import type { EntrantInput } from '../api/types';

const ENTRANT = /^(?<engine>[^:#\s]+)(?::(?<variant>[^:#\s]+))?(?:#(?<label>.+))?$/;

/**
 * `pytorch,tensorflow:graph,pytorch#again`: engine, then `:variant` and `#label` where wanted. Whether the engines
 * exist is the server's to say. Throws commander's `InvalidArgumentError`.
 */
export function parseEntrants(text: string, previous: readonly EntrantInput[] = []): readonly EntrantInput[] {
  return [...previous, ...text.split(',').map((part) => parseEntrant(part.trim()))];
}

function parseEntrant(text: string): EntrantInput {
  const groups = ENTRANT.exec(text)?.groups;
  if (!groups?.['engine']) {
    throw new InvalidArgumentError(
      'An entrant is engine, engine:variant or engine:variant#label; commas lie between entrants.',
    );
  }
  const { engine, variant, label } = groups;
  return { engine, ...(variant === undefined ? {} : { variant }), ...(label === undefined ? {} : { label }) };
}

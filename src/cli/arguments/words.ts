/** The API's words that options take. */
import { Option } from 'commander';
import { parseWord, spell } from './values';

export const WORDS = {
  task: ['INFERENCE', 'TRAINING'],
  effort: ['QUICK', 'STANDARD', 'RIGOROUS'],
  question: ['BEST', 'VS_BASELINE', 'ALL_PAIRS'],
  metric: ['LATENCY', 'THROUGHPUT', 'TIME_TO_FIRST_RESULT', 'PEAK_MEMORY', 'ENERGY', 'SERVER_RATE'],
  precision: ['FLOAT32', 'TFLOAT32', 'BFLOAT16', 'FLOAT16'],
  compilationCaches: ['WARM', 'EMPTY'],
  lengths: ['EXACT', 'BUCKET', 'PAD', 'PACKED'],
  device: ['CPU', 'GPU'],
  division: ['STRICT', 'TUNED'],
  scope: ['READ', 'RUN', 'ADMIN'],
} as const;

export function words(flags: string, description: string, allowed: readonly string[]): Option {
  return new Option(flags, `${description}: ${spell(allowed)}`).argParser(parseWord(allowed));
}

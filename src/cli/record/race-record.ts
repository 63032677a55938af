/** A race in one file: what was asked, on what machine, every block, and what was said. */
import { z } from 'zod';
import { CommandFailure, EXIT_CODES } from '../failure';

const FORMAT = 1;

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number(), confidence: z.number() });
const named = z.object({ label: z.string() });

/** What a replay reads of it; the rest is for other readers and is kept as it is. */
const recordSchema = z.looseObject({
  format: z.literal(FORMAT),
  /** `StartRaceInput`, nothing left to a default. */
  spec: z.record(z.string(), z.unknown()),
  race: z.looseObject({
    id: z.string(),
    finishedAt: z.string().nullable(),
    verdict: z.string().nullable(),
    hardware: z.looseObject({ fingerprint: z.string(), cpuModel: z.string(), cpuCores: z.number() }).nullable(),
    comparisons: z.array(z.looseObject({ baseline: named, candidate: named, ratio: estimate })),
  }),
  runs: z.array(z.looseObject({ label: z.string(), engineVersion: z.string().nullable() })),
});

export type RaceRecord = z.infer<typeof recordSchema>;

export function makeRecord(race: object, spec: object, runs: readonly object[]): object {
  return { format: FORMAT, race, spec, runs };
}

/** Throws `CommandFailure` that says what is wrong with it. */
export function readRecord(text: string): RaceRecord {
  const advice = 'Write one with `photofinish export <race> > race.json`.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandFailure('This file holds no JSON.', advice, EXIT_CODES.BAD_INPUT);
  }
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const what = `${where === '' ? '' : `${where}: `}${issue?.message ?? 'it is not complete'}`;
  throw new CommandFailure(`This file is not the record of a race (${what}).`, advice, EXIT_CODES.BAD_INPUT);
}

/** Why an environment could not be made, kept so that a later look at the engine can say it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { environmentsDirectory } from './completed-environment';
import { requirementsDigest } from './requirements';

const recordSchema = z.object({
  /** Digest of the requirements that failed; once the pins change, the record says nothing any more. */
  requirements: z.string(),
  /** Whole sentences for the user: what went wrong and what to do. */
  reason: z.string(),
});

function recordFile(cacheDirectory: string, name: string): string {
  return path.join(environmentsDirectory(cacheDirectory), `${name}.failure.json`);
}

/** Remembers that the pins with this digest could not be installed, and why. */
export function recordFailure(cacheDirectory: string, name: string, requirements: string, reason: string): void {
  mkdirSync(environmentsDirectory(cacheDirectory), { recursive: true });
  writeFileSync(recordFile(cacheDirectory, name), JSON.stringify({ requirements, reason }, null, 2));
}

/** Forgets the failure of an environment, if any. */
export function clearFailure(cacheDirectory: string, name: string): void {
  rmSync(recordFile(cacheDirectory, name), { force: true });
}

/** The reason recorded for one of these requirements files as they are now; null where none is. */
export function recordedFailure(
  cacheDirectory: string,
  name: string,
  requirementsFiles: readonly string[],
): string | null {
  try {
    const record = recordSchema.parse(JSON.parse(readFileSync(recordFile(cacheDirectory, name), 'utf8')));
    return requirementsFiles.some((file) => matches(file, record.requirements)) ? record.reason : null;
  } catch {
    return null;
  }
}

function matches(requirementsFile: string, digest: string): boolean {
  try {
    return requirementsDigest(requirementsFile) === digest;
  } catch {
    return false;
  }
}

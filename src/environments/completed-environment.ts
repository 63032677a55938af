/**
 * Environments that set-up finished. Looks at files only and starts nothing, so that asking is cheap.
 * Layout: `<cache>/environments/<name>-<key>/` with `complete.json` written last; without it a folder is rubbish.
 */
import { accessSync, constants, readFileSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { requirementsDigest } from './requirements';

const MARKER = 'complete.json';

const markerSchema = z.object({
  /** Digest of the requirements file that it was made from. */
  requirements: z.string(),
  /** `3.12.4` and so on. */
  pythonVersion: z.string(),
  /** `linux-x64`; a cache on a shared disk may serve several kinds of machine. */
  platform: z.string(),
  /** Where `pip` puts packages, relative to the environment's folder. */
  sitePackages: z.string(),
  completedAtEpochMilliseconds: z.number(),
});
/** What `complete.json` holds. */
export type CompletionMarker = z.infer<typeof markerSchema>;

/** A finished environment that can be used as it is. */
export interface CompletedEnvironment {
  readonly directory: string;
  /** Name and key: changes whenever pins, interpreter version or platform change. */
  readonly key: string;
  readonly interpreter: string;
  /** Absolute folder of the installed packages. */
  readonly sitePackages: string;
  readonly pythonVersion: string;
}

/** Folder that holds all environments. */
export function environmentsDirectory(cacheDirectory: string): string {
  return path.join(cacheDirectory, 'environments');
}

/** Folder of the locks of set-up. */
export function locksDirectory(cacheDirectory: string): string {
  return path.join(environmentsDirectory(cacheDirectory), 'locks');
}

/** Where the marker of an environment's folder lies. */
export function markerFile(directory: string): string {
  return path.join(directory, MARKER);
}

/** Operating system and processor in one word, such as `linux-x64`. */
export function platformName(): string {
  return `${process.platform}-${process.arch}`;
}

/**
 * The finished environment called `name` made from one of `requirementsFiles` (absolute paths; alternatives, the
 * preferred first: on a host with a GPU another file than without) as these files are now; of several the newest.
 * Null where there is none. Files that do not exist are passed over. Never throws for a damaged cache.
 */
export function findCompletedEnvironment(
  cacheDirectory: string,
  name: string,
  requirementsFiles: readonly string[],
): CompletedEnvironment | null {
  const candidates = completedEnvironments(cacheDirectory, name);
  for (const file of requirementsFiles) {
    const digest = digestOrNull(file);
    const matching = candidates.filter(({ marker }) => marker.requirements === digest);
    matching.sort((a, b) => b.marker.completedAtEpochMilliseconds - a.marker.completedAtEpochMilliseconds);
    if (matching[0]) return matching[0].environment;
  }
  return null;
}

function completedEnvironments(cacheDirectory: string, name: string) {
  const parent = environmentsDirectory(cacheDirectory);
  return entriesOf(parent)
    .filter((entry) => entry.startsWith(`${name}-`))
    .flatMap((entry) => {
      const directory = path.join(parent, entry);
      const marker = readMarker(directory);
      const interpreter = interpreterOf(directory);
      if (!marker || marker.platform !== platformName() || !isExecutable(interpreter)) return [];
      const sitePackages = path.join(directory, marker.sitePackages);
      const environment = { directory, key: entry, interpreter, sitePackages, pythonVersion: marker.pythonVersion };
      return [{ marker, environment }];
    });
}

/** The interpreter inside an environment's folder. */
export function interpreterOf(directory: string): string {
  return path.join(directory, 'bin', 'python');
}

/** True where the file exists (links followed: a venv whose base Python was removed has a dangling one) and can be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function readMarker(directory: string): CompletionMarker | null {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(markerFile(directory), 'utf8')));
  } catch {
    return null;
  }
}

function digestOrNull(requirementsFile: string): string | null {
  try {
    return requirementsDigest(requirementsFile);
  } catch {
    return null;
  }
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

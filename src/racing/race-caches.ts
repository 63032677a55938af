/**
 * What engines keep of what they compiled, in a race of the time to the first result: folders of its own, EMPTY at
 * the start of every trial, WARM from the trial before (`docs/decisions/0021-empty-and-warm-caches.md`), or as the first
 * start left them, which had the ORIGINAL of a model that is changed in all others
 * (`docs/decisions/0039-from-a-change-to-its-first-result.md`).
 */
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { Launch } from '../engines/engine';
import type { CompilationCachesName, NamedValue } from '../entities/race.entity';
import type { PlannedEntrant } from './race-plan';

/** Of one trial. */
export interface TrialCaches {
  readonly launch: Launch;
  /** What was in them when the process started, and what is now, as a setting of the run. */
  describe(): Promise<NamedValue>;
  /** After the process is gone. */
  leave(): Promise<void>;
}

type Kind = CompilationCachesName | 'ORIGINAL';

export class RaceCaches {
  /** Runs whose first start has left its caches. */
  private readonly kept = new Set<string>();

  /** `folder`: of the race, for it to remove. */
  constructor(
    private readonly kind: Kind,
    private readonly folder: string,
  ) {}

  /** Before the process of a trial starts. By run: two entrants of one engine do not warm each other's. */
  async enter({ runId, launch }: Pick<PlannedEntrant, 'runId' | 'launch'>): Promise<TrialCaches> {
    const { kind } = this;
    if (!launch.caches) return { launch, describe: async () => setting(KEEPS_NONE), leave: async () => undefined };
    const own = path.join(this.folder, runId);
    const original = path.join(this.folder, `${runId}.original`);
    if (kind !== 'WARM') await rm(own, WHOLLY);
    // Compilers write down where their files lie: every trial finds its own in the same place.
    if (this.kept.has(runId)) await cp(original, own, { recursive: true, preserveTimestamps: true });
    await mkdir(own, { recursive: true });
    const before = await filesIn(own);
    return {
      launch: { ...launch, environment: { ...launch.environment, ...launch.caches(own) } },
      describe: async () => setting(`${WORDS[kind]}: files before ${before}, after ${await filesIn(own)}`),
      leave: async () => {
        if (kind === 'ORIGINAL' && !this.kept.has(runId)) {
          await rename(own, original);
          this.kept.add(runId);
        } else if (kind !== 'WARM') await rm(own, WHOLLY);
      },
    };
  }
}

/** A compiler that the worker has started may outlive it by a moment, and still write. */
const WHOLLY = { recursive: true, force: true, maxRetries: 5 } as const;
const KEEPS_NONE = 'none: this engine keeps nothing that it compiled';
const WORDS: Readonly<Record<Kind, string>> = {
  EMPTY: 'empty',
  WARM: 'warm',
  ORIGINAL: 'warm from the model before the change',
};

function setting(value: string): NamedValue {
  return { name: 'compilationCaches', value };
}

/** Or that it could not be told, because folders came and went meanwhile. */
async function filesIn(folder: string): Promise<number | 'unknown'> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length;
  } catch {
    return 'unknown';
  }
}

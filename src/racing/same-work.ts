/** Whether the runs of two races may be compared, and what else stands between them. */
import type { Race } from '../entities/race.entity';

const WORK = ['workload', 'parameters', 'graph', 'task', 'precision', 'batchSize', 'metric', 'scenario'] as const;

const SETTINGS = {
  hardwareProfileId: 'DIFFERENT_MACHINES',
  device: 'DIFFERENT_DEVICES',
  threads: 'DIFFERENT_THREADS',
  division: 'DIFFERENT_DIVISIONS',
  compilationCaches: 'DIFFERENT_CACHES',
} as const;

/** Names of what makes the work of two races differ; empty where they did the same. */
export function differencesOfWork(first: Race, second: Race): string[] {
  return WORK.filter((name) => canonical(first[name]) !== canonical(second[name]));
}

/** What differs between two races and is not the engines': the comparison is of that too. */
export function flagsOfSetting(first: Race, second: Race): string[] {
  return Object.entries(SETTINGS).flatMap(([name, flag]) =>
    first[name as keyof typeof SETTINGS] === second[name as keyof typeof SETTINGS] ? [] : [flag],
  );
}

/** The same text for the same value, whatever the order of its names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

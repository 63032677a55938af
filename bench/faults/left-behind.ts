/** Processes that outlive what they belong to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { engineProcessesOf } from './processes';
import type { Site } from './site';

/** In which the children of a dead machine, and the engines of a race that has ended, have to be gone. */
const GONE_WITHIN_MILLISECONDS = 10_000;

export async function processViolations(site: Site): Promise<string[]> {
  for (const deadline = performance.now() + GONE_WITHIN_MILLISECONDS; ; await sleep(50)) {
    const found = leftBehind(site);
    if (found.length === 0 || performance.now() > deadline) return [...found, ...surprises(site)];
  }
}

function leftBehind({ machines, ended }: Site): string[] {
  const orphans = ended.filter(({ others }) => others > 0);
  const idle = machines.filter(({ process }) => process.running && engineProcessesOf(process.folder).length > 0);
  return [
    ...orphans.map(({ options, others }) => `${options.label} is gone, and ${others} of its processes are not`),
    ...idle.map(({ options }) => `${options.label} has nothing to measure, and engines run`),
  ];
}

function surprises({ machines }: Site): string[] {
  return machines.filter(({ diedByItself }) => diedByItself).map(({ options }) => `${options.label} died by itself`);
}

/** What runs of a machine of ours, found by what its processes inherit: also when their parents are gone. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Of the machine whose folder of temporary files this is. Zombies are not counted: they are gone. */
export function processesOf(folder: string): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`TMPDIR=${folder}`)) return [];
        const [state = 'Z', parent = '0'] = afterName(readFileSync(`/proc/${name}/stat`, 'utf8'));
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // It ended just now, or is not ours.
        return [];
      }
    });
}

/** Its engines' processes: reference, trials, fork servers and what they fork. */
export function engineProcessesOf(folder: string): Found[] {
  return processesOf(folder).filter(({ command }) => /worker/.test(command) && !/main\.js/.test(command));
}

/** The name of a program may hold anything, parentheses too. */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Every workload folder beside this file, found by listing: adding one touches nothing else. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Workload } from './workload';

let discovered: readonly Workload[] | undefined;

function discover(): readonly Workload[] {
  return fs
    .readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- folders are found at run time
      const { workload } = require(path.join(__dirname, entry.name, 'workload')) as { workload?: Workload };
      if (workload?.id !== entry.name) throw new Error(`workloads/${entry.name} must export a workload of that id`);
      return workload;
    })
    .sort((a, b) => a.id.localeCompare(b.id));
}

/** In alphabetical order of id. */
export function listWorkloads(): readonly Workload[] {
  return (discovered ??= discover());
}

export function findWorkload(id: string): Workload | undefined {
  return listWorkloads().find((workload) => workload.id === id);
}

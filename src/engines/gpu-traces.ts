/** What decides which GPUs a framework finds, seen without asking one: where it changes, what was found before no longer holds. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEVICE_VARIABLES, workerEnvironment } from '../config';

/** Of NVIDIA, of AMD, and of Windows underneath Linux. */
const GPU_FILE = /^(nvidia\d+|kfd|dxg)$/;

/** `root`: of the file system. The same for as long as nothing of it changes. */
export function gpuTraces(environment: Readonly<Record<string, string>> = workerEnvironment(), root = '/'): string[] {
  const variables = DEVICE_VARIABLES.filter((name) => environment[name] !== undefined);
  const devices = path.join(root, 'dev');
  return [
    ...variables.map((name) => `${name}=${environment[name]}`),
    ...filesIn(devices).filter((name) => GPU_FILE.test(name)),
    ...filesIn(path.join(devices, 'dri')),
    // A driver may be there and not work; another version of it may.
    ...contentOf(path.join(root, 'proc', 'driver', 'nvidia', 'version')),
  ];
}

function filesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function contentOf(file: string): string[] {
  try {
    return [fs.readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}

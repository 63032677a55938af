/** Where the files of the TensorFlow addon lie, and what tells one build from another. Looks at files only. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { shortDigest } from './requirements';

/** Written last: an addon without it is unfinished. */
export interface BindingMarker {
  readonly key: string;
  readonly tensorflowDirectory: string;
}

/** The newest N-API version that the package lists; its loader picks it on every Node that we support. */
const NAPI_VERSION = 8;
/** The addon, relative to its package. */
export const ADDON = path.join('lib', `napi-v${NAPI_VERSION}`, 'tfjs_binding.node');
/** The marker, relative to the package. */
export const MARKER = 'photofinish-binding.json';
/** For a package that is not there at all. */
export const PACKAGE_MISSING = 'The package @tensorflow/tfjs-node-gpu is not installed: run `npm ci --ignore-scripts`.';

/** Name that the linker or the loader looks for → file of the wheel. */
export const LIBRARY_LINKS: Readonly<Record<string, string>> = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
};

/** What the addon depends on; changes whenever the addon has to be built anew. */
export function bindingKey(packageDirectory: string, tensorflowDirectory: string): string {
  const packageJson = JSON.parse(fs.readFileSync(path.join(packageDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  return shortDigest([
    path.resolve(tensorflowDirectory),
    wheelVersion(tensorflowDirectory),
    ...[...new Set(Object.values(LIBRARY_LINKS))].map((library) => fileSize(path.join(tensorflowDirectory, library))),
    packageJson.version,
    `napi-v${NAPI_VERSION}`,
    `${process.platform}-${process.arch}`,
  ]);
}

/** Version of the wheel by the name of its metadata folder; 'absent' where there is none. */
function wheelVersion(tensorflowDirectory: string): string {
  const metadata = entriesOf(path.dirname(tensorflowDirectory)).find((entry) =>
    /^tensorflow(_cpu)?-.*\.dist-info$/.test(entry),
  );
  return metadata ?? 'absent';
}

/** The folder of the package; null where it is not installed. */
export function packageFolder(packageRoot: string): string | null {
  const folder = path.join(packageRoot, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : null;
}

/** Null where there is none, or a damaged one. */
export function readMarker(packageDirectory: string): BindingMarker | null {
  try {
    const marker = JSON.parse(fs.readFileSync(path.join(packageDirectory, MARKER), 'utf8')) as Partial<BindingMarker>;
    const { key, tensorflowDirectory } = marker;
    return typeof key === 'string' && typeof tensorflowDirectory === 'string' ? { key, tensorflowDirectory } : null;
  } catch {
    return null;
  }
}

function fileSize(file: string): string {
  return String(fs.statSync(file, { throwIfNoEntry: false })?.size ?? 'absent');
}

function entriesOf(directory: string): string[] {
  try {
    return fs.readdirSync(directory).sort();
  } catch {
    return [];
  }
}

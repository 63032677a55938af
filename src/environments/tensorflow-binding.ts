/**
 * The native addon of @tensorflow/tfjs-node-gpu, compiled against the libraries inside the Python TensorFlow wheel.
 *
 * The package's own install script downloads libtensorflow 2.9 (CUDA 11.2), which knows no modern GPU and is older
 * than what the other engines race with. The addon only needs TensorFlow's C interface, which is stable, so the
 * wheel's libraries serve: both engines then run the very same TensorFlow. Its binding.gyp finds headers and
 * libraries under `deps/`, where we put links to the wheel.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { SET_UP_ADVICE } from './locate';
import {
  ADDON,
  bindingKey,
  LIBRARY_LINKS,
  MARKER,
  PACKAGE_MISSING,
  packageFolder,
  readMarker,
  type BindingMarker,
} from './tensorflow-binding-state';
import { runBuildTool, TensorflowBindingError } from './tensorflow-binding-tools';

export interface TensorflowBindingOptions {
  readonly packageRoot: string;
  /** The folder `tensorflow` inside the environment's `site-packages`. */
  readonly tensorflowDirectory: string;
  /** One short line for people at each step. */
  readonly onProgress: (message: string) => void;
  /** Ends the compiler; what was begun is begun anew next time. */
  readonly signal?: AbortSignal;
}

/** A finished binding, or the reason why there is none, as whole sentences with the command that makes it. */
export type TensorflowBinding =
  | { readonly kind: 'found'; readonly tensorflowDirectory: string; readonly key: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Compiles and installs the addon (about ten seconds); returns at once where it is there already. Interruptible at
 * any moment: it compiles in a folder of its own, renames the result into place and writes the marker last. Two
 * at once must be kept apart by the caller. Throws `TensorflowBindingError` with a sentence for the user.
 */
export async function buildTensorflowBinding(options: TensorflowBindingOptions): Promise<'built' | 'already-there'> {
  const packageDirectory = packageFolder(options.packageRoot);
  if (packageDirectory === null) {
    throw new TensorflowBindingError(PACKAGE_MISSING);
  }
  const key = bindingKey(packageDirectory, options.tensorflowDirectory);
  const found = locateTensorflowBinding(options);
  if (found.kind === 'found' && found.key === key) return 'already-there';

  const workDirectory = path.join(packageDirectory, '.building');
  fs.rmSync(workDirectory, { recursive: true, force: true });
  try {
    fs.mkdirSync(workDirectory);
    for (const source of ['binding', 'binding.gyp', 'package.json']) {
      fs.cpSync(path.join(packageDirectory, source), path.join(workDirectory, source), { recursive: true });
    }
    linkTensorflow(workDirectory, options.tensorflowDirectory);
    options.onProgress('compiling the TensorFlow addon');
    await compile(workDirectory, packageDirectory, options);
    install(workDirectory, packageDirectory, { key, tensorflowDirectory: options.tensorflowDirectory });
    options.onProgress('the TensorFlow addon is ready');
    return 'built';
  } finally {
    fs.rmSync(workDirectory, { recursive: true, force: true });
  }
}

/** Cheap and free of side effects: looks at files only. */
export function locateTensorflowBinding(context: { readonly packageRoot: string }): TensorflowBinding {
  const packageDirectory = packageFolder(context.packageRoot);
  if (packageDirectory === null) {
    return missing(PACKAGE_MISSING);
  }
  const marker = readMarker(packageDirectory);
  if (marker === null || !fs.existsSync(path.join(packageDirectory, ADDON))) {
    return missing(`The native addon of @tensorflow/tfjs-node-gpu is not built: ${SET_UP_ADVICE}.`);
  }
  if (bindingKey(packageDirectory, marker.tensorflowDirectory) !== marker.key) {
    return missing(`The TensorFlow that the native addon was built against has changed or is gone: ${SET_UP_ADVICE}.`);
  }
  return { kind: 'found', tensorflowDirectory: marker.tensorflowDirectory, key: marker.key };
}

function linkTensorflow(workDirectory: string, tensorflowDirectory: string): void {
  for (const file of ['include/tensorflow/c/eager/c_api.h', ...Object.values(LIBRARY_LINKS)]) {
    if (!fs.existsSync(path.join(tensorflowDirectory, file))) {
      throw new TensorflowBindingError(
        `The installed TensorFlow has no ${file}; remove its environment and ${SET_UP_ADVICE}.`,
      );
    }
  }
  const dependencies = path.join(workDirectory, 'deps');
  fs.mkdirSync(path.join(dependencies, 'lib'), { recursive: true });
  fs.symlinkSync(path.join(tensorflowDirectory, 'include'), path.join(dependencies, 'include'));
  for (const [link, library] of Object.entries(LIBRARY_LINKS)) {
    fs.symlinkSync(path.join(tensorflowDirectory, library), path.join(dependencies, 'lib', link));
  }
}

async function compile(
  workDirectory: string,
  packageDirectory: string,
  options: TensorflowBindingOptions,
): Promise<void> {
  await requireCompiler(options.signal);
  const requireFromPackage = createRequire(path.join(packageDirectory, 'package.json'));
  const tool = path.join(
    path.dirname(requireFromPackage.resolve('@mapbox/node-pre-gyp/package.json')),
    'bin',
    'node-pre-gyp',
  );
  const args = [tool, 'install', '--build-from-source'];
  // Where Node's own headers lie beside it nothing needs to be downloaded.
  const prefix = path.dirname(path.dirname(process.execPath));
  if (fs.existsSync(path.join(prefix, 'include', 'node', 'node.h'))) args.push(`--nodedir=${prefix}`);
  // node-gyp is a Python program; the environment that TensorFlow lives in certainly has one.
  const python = path.resolve(options.tensorflowDirectory, '..', '..', '..', '..', 'bin', 'python');
  if (fs.existsSync(python)) args.push(`--python=${python}`);
  await runBuildTool(process.execPath, args, { directory: workDirectory, signal: options.signal });
}

async function requireCompiler(signal: AbortSignal | undefined): Promise<void> {
  for (const [tool, name] of [
    ['make', 'make'],
    ['c++', 'a C++ compiler'],
  ] as const) {
    try {
      await runBuildTool(tool, ['--version'], { directory: process.cwd(), signal });
    } catch {
      throw new TensorflowBindingError(
        `Building the TensorFlow addon needs ${name}, which is not installed: install it (Debian and Ubuntu: \`apt-get install build-essential\`), then ${SET_UP_ADVICE}.`,
      );
    }
  }
}

/** Puts the links and the addon where the package's loader looks (its run path is `../../deps/lib`). */
function install(workDirectory: string, packageDirectory: string, marker: BindingMarker): void {
  fs.rmSync(path.join(packageDirectory, MARKER), { force: true });
  fs.rmSync(path.join(packageDirectory, 'deps'), { recursive: true, force: true });
  fs.renameSync(path.join(workDirectory, 'deps'), path.join(packageDirectory, 'deps'));
  fs.mkdirSync(path.dirname(path.join(packageDirectory, ADDON)), { recursive: true });
  fs.renameSync(path.join(workDirectory, ADDON), path.join(packageDirectory, ADDON));
  const draft = path.join(workDirectory, MARKER);
  fs.writeFileSync(draft, JSON.stringify(marker, null, 2));
  fs.renameSync(draft, path.join(packageDirectory, MARKER));
}

function missing(reason: string): TensorflowBinding {
  return { kind: 'missing', reason };
}

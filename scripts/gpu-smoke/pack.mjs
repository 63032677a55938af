/**
 * Packs what a GPU machine without Node needs to run the server and its races: Node itself, the compiled server with its
 * packages, the engines' workers, and Keras. For Linux on x64, from a machine of the same kind.
 *
 *   node scripts/gpu-smoke/pack.mjs [--output gpu-smoke.tar.xz] [--python 3.12] [--folder <keep unpacked here instead>]
 *
 * There: unpack, then `./node smoke.mjs --output results` (smoke.mjs says the rest).
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap, root } from '../bootstrap.mjs';
import { BootstrapFailure, orExplain } from '../bootstrap/failure.mjs';
import { run } from '../bootstrap/run.mjs';

/** Neither read at run time nor small. */
const LEFT_OUT_ENDINGS = new Set(['.map', '.md', '.markdown', '.tsbuildinfo']);
const LEFT_OUT_FOLDERS = [
  // TensorFlow is not on such a machine.
  'node_modules/@tensorflow',
  ...['darwin', 'win32', 'linux/arm64'].map((platform) => `node_modules/onnxruntime-node/bin/napi-v6/${platform}`),
  // Sources of the addon.
  'node_modules/better-sqlite3/deps',
  'node_modules/better-sqlite3/src',
];

const { values: options } = parseArgs({
  options: {
    output: { type: 'string', default: 'gpu-smoke.tar.xz' },
    python: { type: 'string', default: '3.12' },
    folder: { type: 'string' },
  },
});

await orExplain(async () => {
  requirePlatform();
  await bootstrap();
  if (options.folder) return pack(resolve(options.folder));
  const draft = mkdtempSync(join(tmpdir(), 'photofinish-gpu-'));
  try {
    await pack(draft);
    await succeed('tar', ['-cJf', resolve(options.output), '-C', draft, '.']);
    console.error(`Packed ${options.output}.`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
});

function requirePlatform() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    throw new BootstrapFailure('The GPU smoke is packed on Linux on x64 only: its programs run nowhere else.', '');
  }
  if (process.config.variables.node_shared) {
    throw new BootstrapFailure(
      'This Node is made of shared libraries: use one of nodejs.org or of the npm package.',
      '',
    );
  }
}

async function pack(folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(process.execPath, join(folder, 'node'));
  chmodSync(join(folder, 'node'), 0o755);
  // A third of it are symbols; without the tool they stay.
  await run('strip', [join(folder, 'node')]);
  cpSync(join(root, 'scripts', 'gpu-smoke', 'smoke.mjs'), join(folder, 'smoke.mjs'));
  const app = join(folder, 'app');
  for (const name of ['package.json', 'dist/src', 'dist/migrations', ...productionPackages()]) copyInto(app, name);
  copyInto(app, 'src', (file) => extname(file) === '.py' || extname(file) === '');
  console.error(`Fetching Keras for Python ${options.python} …`);
  await succeed('python3', ['-m', 'pip', ...pipArguments(join(folder, 'site'))]);
}

/** `wanted` of a file; folders are always walked. */
function copyInto(app, name, wanted = (file) => !isLeftOut(file)) {
  cpSync(join(root, name), join(app, name), { recursive: true, dereference: true, filter: wanted });
}

function isLeftOut(file) {
  const name = relative(root, file);
  const ending = extname(name);
  return LEFT_OUT_FOLDERS.includes(name) || LEFT_OUT_ENDINGS.has(ending) || /\.d\.[cm]?ts$/.test(name);
}

/** Folders of the packages that the server needs, nested ones with the package that they are in. */
function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([name, { dev, devOptional }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(name) && !dev && !devOptional)
    .map(([name]) => name)
    .filter((name) => existsSync(join(root, name)) && !LEFT_OUT_FOLDERS.some((folder) => name.startsWith(folder)));
}

function pipArguments(target) {
  const requirements = join(root, 'scripts', 'gpu-smoke', 'requirements.txt');
  const platforms = ['manylinux_2_28_x86_64', 'manylinux_2_27_x86_64', 'manylinux_2_17_x86_64'];
  return [
    ...['install', '--quiet', '--no-deps', '--only-binary=:all:', '--python-version', options.python],
    ...platforms.flatMap((platform) => ['--platform', platform]),
    ...['--target', target, '--requirement', requirements],
  ];
}

async function succeed(command, args) {
  const { code, output } = await run(command, args, { environment: { XZ_OPT: '-T0' } });
  if (code !== 0) throw new BootstrapFailure(`${command} failed.`, output);
}

/**
 * On the GPU machine, in the unpacked folder: serves, races the frameworks that its Python has, and writes every race as
 * JSON with a summary beside them. Ends with 1 where a race did not finish.
 *
 *   ./node smoke.mjs [--output results] [--only gemm,lstm] [--entrants pytorch:eager] [--budget 60s] [--device gpu|cpu] [--small]
 *
 * PYTHON names the interpreter (default python3): PyTorch and JAX are its own, Keras comes from the folder `site`.
 * `--small` takes shapes that a CPU does in seconds.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ENTRANTS = [
  'pytorch:eager',
  'pytorch:compile',
  'pytorch:compile-reduce-overhead',
  'jax:jit',
  'keras:torch',
  'keras:jax',
].join();

const RACES = [
  {
    name: 'gemm-bfloat16',
    args: ['gemm', '--precision', 'bfloat16'],
    full: ['-p', 'size=8192'],
    small: ['-p', 'size=128'],
  },
  ...['inference', 'training'].flatMap((task) =>
    [
      { name: 'lstm', small: ['-p', 'units=8', '-p', 'sequenceLength=5', '-b', '4'] },
      { name: 'resnet50', full: ['-b', '32'], small: ['-p', 'imageSize=64', '-p', 'classes=10', '-b', '8'] },
      { name: 'transformer-encoder', full: ['-b', '16'], small: ['-p', 'layers=1', '-p', 'heads=2', '-b', '2'] },
    ].map(({ name, full = [], small }) => ({ name: `${name}-${task}`, args: [name, '--task', task], full, small })),
  ),
];

const { values: options } = parseArgs({
  options: {
    output: { type: 'string', default: 'results' },
    only: { type: 'string' },
    entrants: { type: 'string', default: ENTRANTS },
    budget: { type: 'string', default: '60s' },
    device: { type: 'string', default: 'gpu' },
    small: { type: 'boolean', default: false },
  },
});

const here = dirname(fileURLToPath(import.meta.url));
const program = join(here, 'app', 'dist', 'src', 'main.js');
const output = resolve(options.output);
const environment = prepareEnvironment();

const server = await serve();
try {
  writeFileSync(join(output, 'engines.json'), await photofinish(['engines', '--json', '--server', server.url]));
  const races = [];
  for (const race of RACES.filter(isWanted)) {
    races.push(await hold(race));
    // After every race: a machine that is lent may be taken back at any moment.
    writeFileSync(join(output, 'summary.md'), summary(races));
  }
  process.stdout.write(summary(races));
  if (races.some(({ race }) => race.status !== 'FINISHED')) process.exitCode = 1;
} finally {
  server.stop();
}

function isWanted({ name }) {
  return options.only?.split(',').some((wanted) => name.startsWith(wanted)) ?? true;
}

/** The interpreter as a program of one name, which finds Keras beside the packages of the machine. */
function prepareEnvironment() {
  mkdirSync(output, { recursive: true });
  const python = join(output, 'python');
  const site = join(here, 'site');
  writeFileSync(python, `#!/bin/sh\nPYTHONPATH='${site}' exec '${process.env.PYTHON ?? 'python3'}' "$@"\n`);
  chmodSync(python, 0o755);
  const engines = ['REFERENCE', 'PYTORCH', 'JAX', 'KERAS'];
  return {
    ...Object.fromEntries(engines.map((name) => [`PHOTOFINISH_PYTHON_${name}`, python])),
    PORT: '0',
    PHOTOFINISH_DATA_DIR: join(output, 'data'),
    PHOTOFINISH_CACHE_DIR: join(output, 'cache'),
    ...process.env,
  };
}

function start(args, stdio) {
  return spawn(process.execPath, [program, ...args], { env: environment, cwd: output, stdio });
}

/** Resolves with its address once it answers. */
async function serve() {
  const child = start(['serve', '--json'], ['ignore', 'pipe', 'inherit']);
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said += line;
    if (line.startsWith('}')) return { url: JSON.parse(said).url, stop: () => child.kill('SIGTERM') };
  }
  throw new Error('The server ended before it served.');
}

/** What it prints; its progress goes on to stderr. */
async function photofinish(args) {
  const child = start(args, ['ignore', 'pipe', 'inherit']);
  let printed = '';
  for await (const chunk of child.stdout) printed += chunk;
  return printed;
}

/** The race as the server tells it, or `{ error }` where it was refused. */
async function hold({ name, args, full, small }) {
  const shape = options.small ? small : full;
  const all = ['race', ...args, ...shape, '--entrants', options.entrants, '--effort', 'quick'];
  const where = ['--device', options.device, '--budget', options.budget, '--question', 'all-pairs'];
  process.stderr.write(`\n${name}\n`);
  const printed = await photofinish([...all, ...where, '--label', name, '--json', '--server', server.url]);
  writeFileSync(join(output, `${name}.json`), printed);
  return { name, race: JSON.parse(printed) };
}

function summary(races) {
  const rows = races.flatMap(({ name, race }) =>
    race.error ? [[name, '–', race.error.message, '–', '–', '–', '–']] : race.runs.map((run) => rowOf(name, run)),
  );
  const head = ['race', 'run', 'status', 'time', 'work', 'host-bound', 'parity error'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

function rowOf(name, { label, status, failure, secondsPerIteration, flopsPerSecond, hostBoundShare, parity }) {
  const share = hostBoundShare === null ? '–' : `${(100 * hostBoundShare).toFixed(1)} %`;
  return [
    name,
    label,
    failure ? `${status}: ${failure.message.split('\n')[0]}` : status,
    secondsPerIteration ? `${(1000 * secondsPerIteration.value).toFixed(3)} ms` : '–',
    flopsPerSecond ? `${(flopsPerSecond.value / 1e12).toFixed(2)} TFLOP/s` : '–',
    share,
    parity ? parity.error.toExponential(1) : '–',
  ];
}

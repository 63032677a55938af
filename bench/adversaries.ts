/** What can go wrong on a machine while a race runs, done on purpose. Each is a process that ends with its parent. */
import { spawn, type ChildProcess } from 'node:child_process';

/** Works and pauses for 0.1 to 2 s each. */
const BURSTS = `
const until = () => performance.now() + 100 + 1900 * Math.random();
const parent = process.ppid;
const burst = () => {
  for (const end = until(); performance.now() < end; );
  if (process.ppid === parent) setTimeout(burst, until() - performance.now());
};
burst();`;

/** Works while a worker of `slowed_worker.py` does (the main thread of one is running), and at no other time. */
const BESIDE_ONE = `
const { readdirSync, readFileSync } = require('node:fs');
const parent = process.ppid;
const read = (file) => { try { return readFileSync(file, 'latin1'); } catch { return ''; } };
let pids = [];
const find = () => {
  // This program's own text has the name too.
  const others = readdirSync('/proc').filter((id) => /^\\d+$/.test(id) && Number(id) !== process.pid);
  pids = others.filter((id) => read('/proc/' + id + '/cmdline').includes('slowed_worker.py'));
};
const watch = () => {
  for (let end = 0; ; ) {
    const running = pids.some((id) => /\\) R /.test(read('/proc/' + id + '/stat')));
    if (!running) break;
    for (end = performance.now() + 3; performance.now() < end; );
    if (process.ppid !== parent) return;
  }
  if (process.ppid === parent) setTimeout(watch, 1);
};
find(); watch();
setInterval(() => (process.ppid === parent ? find() : process.exit()), 200);`;

/** Nothing for 5 to 15 s, then works without a pause. */
const STEP = `
const parent = process.ppid;
const work = () => {
  for (const end = performance.now() + 50; performance.now() < end; );
  if (process.ppid === parent) setImmediate(work);
};
setTimeout(work, 5000 + 10000 * Math.random());`;

/** Stops its parent, which races, for 2 s, now and then. */
const FREEZE = `
const parent = process.ppid;
const freeze = () => {
  if (process.ppid !== parent) return;
  process.kill(parent, 'SIGSTOP');
  setTimeout(() => {
    process.kill(parent, 'SIGCONT');
    setTimeout(freeze, 5000 + 10000 * Math.random());
  }, 2000);
};
setTimeout(freeze, 5000 + 10000 * Math.random());`;

const PROGRAMS = { bursts: BURSTS, 'beside-one': BESIDE_ONE, step: STEP, freeze: FREEZE } as const;

/** Throws for a name that there is not. Kill it in the end. */
export function startAdversary(name: string): ChildProcess {
  const program = PROGRAMS[name as keyof typeof PROGRAMS] as string | undefined;
  if (program === undefined) {
    throw new Error(`There is no adversary ${name}: use one of ${Object.keys(PROGRAMS).join(', ')}`);
  }
  return spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
}

/** A program that an environment runs to its end, and what it prints. */
import * as os from 'node:os';
import { text } from 'node:stream/consumers';
import type { Launch } from './engine';
import { startProcess } from './started-process';
import type { Watchdog } from './watchdog';

export interface ShortProgram {
  /** Of it only the interpreter and its variables are used. */
  readonly launch: Launch;
  readonly args: readonly string[];
  readonly patienceMilliseconds: number;
  /** What it is for, as the subject of a complaint: "the memory could not be measured". */
  readonly otherwise: string;
}

/** What it printed. It does not outlive this server. Rejects where it fails, takes too long, or the signal is aborted. */
export async function runShortProgram(
  { launch, args, patienceMilliseconds, otherwise }: ShortProgram,
  watchdog: Pick<Watchdog, 'add' | 'remove'>,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const child = startProcess({ ...launch, args }, { workingDirectory: os.tmpdir() });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${otherwise}: ${(await child.exited).startError}`);
  watchdog.add(pid);
  const kill = () => killGroup(pid);
  const patience = setTimeout(kill, patienceMilliseconds);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const [printed = '', complaint = ''] = await Promise.all(child.outputs.map((output) => text(output)));
    const { exitCode } = await child.exited;
    signal.throwIfAborted();
    if (exitCode !== 0) throw new Error(`${otherwise}: ${complaint.trim().slice(-500)}`);
    return printed;
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', kill);
    watchdog.remove(pid);
    child.release();
  }
}

/** It may have ended just now. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

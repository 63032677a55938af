/** A process that has been started, whoever its parent is, and how this server itself starts one. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { workerEnvironment } from '../config';
import type { Cell, Program } from './cell';
import type { Launch } from './engine';
import { WORKER_ALLOCATOR } from './worker-allocator';

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set where it could not be started at all. */
  readonly startError: Error | null;
}

export interface StartedProcess {
  /** process.hrtime.bigint() just before it was started. */
  readonly startedAt: bigint;
  /** It leads its own process group; undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Its file descriptor 3. */
  readonly channel: Duplex;
  /** Its stdout and stderr. */
  readonly outputs: readonly Readable[];
  /** Never rejects. Until `release`, its number belongs to nobody else. */
  readonly exited: Promise<ProcessEnd>;
  /** It is gone and so is everybody who held its output. */
  readonly closed: Promise<void>;
  /** After `exited`: nobody signals it any more. */
  release(): void;
  /** Where it lives with what it starts. Absent: nowhere in particular. */
  readonly cell?: Pick<Cell, 'sweep' | 'memoryKills'>;
}

export interface StartOptions {
  readonly workingDirectory: string;
  /** Base of its environment; the allow-listed part of the server's own unless given. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Its own: removed when it has ended. Absent: nothing bounds it. */
  readonly cell?: Cell;
}

/** The first descriptor after stdin, stdout, stderr and the channel. */
export const FIRST_FURTHER_DESCRIPTOR = 4;

/** `further`: how many sockets more it gets, from descriptor 4 on. */
export function startProcess(
  launch: Launch,
  options: StartOptions,
  further = 0,
): StartedProcess & { readonly further: readonly Duplex[] } {
  const { cell } = options;
  const { command, args } = cell && !cannotStart(launch) ? cell.bounded(launch) : launch;
  const environment = { ...(options.environment ?? workerEnvironment()), ...WORKER_ALLOCATOR, ...launch.environment };
  const startedAt = process.hrtime.bigint();
  const child = spawn(command, [...args], {
    cwd: options.workingDirectory,
    env: { ...environment, ...cell?.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...Array.from({ length: further }, () => 'pipe' as const)],
  });
  return {
    startedAt,
    pid: child.pid,
    channel: child.stdio[3] as Duplex,
    outputs: [child.stdout, child.stderr] as Readable[],
    further: child.stdio.slice(FIRST_FURTHER_DESCRIPTOR) as unknown as Duplex[],
    closed: new Promise<void>((resolve) => child.once('close', () => resolve())),
    exited: new Promise<ProcessEnd>((resolve) => {
      child.once('error', (startError) => resolve({ exitCode: null, signal: null, startError }));
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, startError: null }));
    }),
    release: () => cell?.remove(),
    ...(cell && { cell }),
  };
}

/** What the operating system refuses is refused to us, who can tell why; the shell of a cell could not. */
function cannotStart({ command }: Program): boolean {
  if (!path.isAbsolute(command)) return false;
  try {
    fs.accessSync(command, fs.constants.X_OK);
    return false;
  } catch {
    return true;
  }
}

/**
 * A program that never outlives us: its standard input is a pipe from this process, and the program ends itself
 * when that pipe closes. So a `pip` whose set-up was killed (even by SIGKILL) cannot go on writing into a folder
 * that the next set-up is about to make anew.
 */
import { spawn } from 'node:child_process';
import * as readline from 'node:readline';

/** Python: runs `-m <argv[1]>` with the remaining arguments while a thread waits for the end of standard input. */
const GUARDED_MODULE = `
import os, runpy, signal, sys, threading
def watch():
    while os.read(0, 4096): pass
    # pip may have children (a build); they are in our process group.
    try: os.killpg(0, signal.SIGKILL)
    finally: os._exit(130)
threading.Thread(target=watch, daemon=True).start()
module = sys.argv[1]
sys.argv = [module] + sys.argv[2:]
runpy.run_module(module, run_name='__main__', alter_sys=True)
`;

/** Lines of output kept for an error report. */
const TAIL_LINES = 30;
/** Longest line kept; pip prints whole build logs, but not on one line. */
const MAXIMUM_LINE_CHARACTERS = 500;

/** How a program ended; `tail` is the last of what it printed on both streams. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tail: string;
}

/**
 * Runs a Python module (`pip`, `venv`) and yields each line that it prints; returns how it ended.
 * Isolated (`-I`): PYTHONPATH and packages of the user's home do not count, pip's own configuration does.
 * Throws where the interpreter cannot be started; an aborted signal kills the program, then ends normally.
 */
export async function* runPythonModule(
  interpreter: string,
  moduleAndArguments: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<string, ProcessEnd> {
  const child = spawn(interpreter, ['-I', '-c', GUARDED_MODULE, ...moduleAndArguments], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, endSignal) => resolve({ exitCode, signal: endSignal }));
  });
  // A child that dies early breaks the pipe; how it ended is told by `close`.
  child.stdin.on('error', () => undefined);
  const abort = () => child.stdin.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const tail: string[] = [];
  try {
    for await (const line of linesOf(child.stdout, child.stderr, ended)) {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      yield line;
    }
    return { ...(await ended), tail: tail.join('\n') };
  } finally {
    signal?.removeEventListener('abort', abort);
    child.stdin.destroy();
  }
}

/** Merges the lines of both streams in the order of their arrival; ends (or throws) with the process. */
async function* linesOf(
  stdout: NodeJS.ReadableStream,
  stderr: NodeJS.ReadableStream,
  ended: Promise<unknown>,
): AsyncGenerator<string> {
  const queue: string[] = [];
  let wake = () => undefined as void;
  let finished = false;
  for (const stream of [stdout, stderr]) {
    readline.createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      const text = line.trimEnd().slice(0, MAXIMUM_LINE_CHARACTERS);
      if (text !== '') queue.push(text);
      wake();
    });
  }
  const end = ended.finally(() => {
    finished = true;
    wake();
  });
  end.catch(() => undefined);
  for (;;) {
    const line = queue.shift();
    if (line !== undefined) yield line;
    else if (finished) break;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  await end;
}

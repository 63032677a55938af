/**
 * The bounds of one worker and of everything that it starts: how much it may take of the host, and that nobody of it
 * stays behind. `docs/decisions/0028-workers-are-contained.md` says why so.
 */

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** What this server's workers may take. */
export interface WorkerBounds {
  /** Together, where the kernel counts groups of processes; otherwise each process, less what other workers hold. */
  readonly memoryBytes: number;
  /** What a process may set aside beyond it and not fill, where only that can be bounded. */
  readonly setAsideBytes: number;
  /** Processes and threads of one worker. */
  readonly processes: number;
  /** Of the largest file. */
  readonly fileBytes: number;
}

export interface Cell {
  /** Of every process in it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What becomes the program, under the same process id, once the bounds hold. */
  bounded(program: Program): Program;
  /** How often the kernel has killed in it for memory; null where nobody counts. */
  memoryKills(): number | null;
  /** Kills what is left in it, except for one; resolves when it is gone, or does not go within seconds. */
  sweep(spared?: number): Promise<void>;
  /** After the last sweep. Repeatable. */
  remove(): void;
}

/** Cannot be written to by accident: everybody may raise it, nobody but an administrator lower it again. */
const FIRST_TO_BE_KILLED = 1000;
/** Of `ulimit -f` and `ulimit -d`. */
const FILE_BLOCK_BYTES = 512;
const DATA_BLOCK_BYTES = 1024;
/** Where it could not be put into its group: the worker does not run without bounds. */
const OUT_OF_BOUNDS = 125;

/**
 * POSIX sh: bounds itself, then becomes the program. `$1` to `$3`: the limits of a file, of data and of processes;
 * `$4`: files into which it writes itself, one a line. What a system lacks is left out, but never the group. No
 * descriptor but the three standard ones is touched: all others are the program's.
 */
const SCRIPT = `
{
  ulimit -c 0
  ulimit -f "$1"
  [ -z "$2" ] || ulimit -d "$2"
  [ -z "$3" ] || ulimit -u "$3" || ulimit -p "$3"
  echo ${FIRST_TO_BE_KILLED} >/proc/self/oom_score_adj
} 2>/dev/null
IFS='
'
for group in $4; do echo 0 >"$group" || exit ${OUT_OF_BOUNDS}; done
unset IFS
shift 4
exec "$@"
`;

export interface ProgramBounds {
  readonly fileBytes: number;
  /** Null: not of the process itself. */
  readonly dataBytes: number | null;
  readonly processes: number | null;
  /** `cgroup.procs` of the groups that it enters. */
  readonly groupFiles: readonly string[];
}

/** What `Cell.bounded` gives: a shell that bounds itself and then is the program. Costs about a millisecond. */
export function boundedProgram({ command, args }: Program, bounds: ProgramBounds): Program {
  const blocks = (bytes: number | null, size: number) => (bytes === null ? '' : String(Math.floor(bytes / size)));
  const limits = [
    blocks(bounds.fileBytes, FILE_BLOCK_BYTES),
    blocks(bounds.dataBytes, DATA_BLOCK_BYTES),
    blocks(bounds.processes, 1),
    bounds.groupFiles.join('\n'),
  ];
  return { command: '/bin/sh', args: ['-c', SCRIPT, 'sh', ...limits, command, ...args] };
}

export function killEach(processIds: readonly number[]): void {
  for (const pid of processIds) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It has ended just now, or made itself somebody else's.
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

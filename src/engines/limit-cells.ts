/**
 * Cells where no control groups can be made: each process has limits of its own (setrlimit(2)), and what a worker has
 * started is known by a mark in its environment.
 */
import * as fs from 'node:fs';
import { boundedProgram, killEach, type Cell, type Program, type WorkerBounds } from './cell';

/** Each process that counts here was started by this server, and has not ended. */
export class LimitCells {
  /** There are no groups to be swept: see `GroupCells`. */
  readonly folders: readonly string[] = [];
  private readonly living = new Set<LimitCell>();

  constructor(private readonly bounds: WorkerBounds) {}

  create(environment: Readonly<Record<string, string>>): Cell {
    const others = [...this.living].reduce((sum, cell) => sum + cell.residentBytes(), 0);
    const cell = new LimitCell(environment, this.bounds, dataBytesBeside(this.bounds, others), () =>
      this.living.delete(cell),
    );
    this.living.add(cell);
    return cell;
  }
}

/** At least so much of the whole, or a worker could not even start beside others. */
const SMALLEST_SHARE = 0.25;

/** `others`: what other workers hold. */
export function dataBytesBeside({ memoryBytes, setAsideBytes }: WorkerBounds, othersBytes: number): number {
  return Math.max(memoryBytes - othersBytes, SMALLEST_SHARE * memoryBytes) + setAsideBytes;
}

class LimitCell implements Cell {
  private readonly mark: string;

  constructor(
    readonly environment: Readonly<Record<string, string>>,
    private readonly bounds: WorkerBounds,
    private readonly dataBytes: number,
    private readonly onRemove: () => void,
  ) {
    this.mark = Object.entries(environment)
      .map((entry) => entry.join('='))
      .join('\0');
  }

  bounded(program: Program): Program {
    const { fileBytes, processes } = this.bounds;
    const everybody = threadsOfHost();
    return boundedProgram(program, {
      ...{ fileBytes, dataBytes: this.dataBytes, groupFiles: [] },
      processes: everybody === null ? null : everybody + processes,
    });
  }

  memoryKills(): null {
    return null;
  }

  /** What cleared its environment stays: nobody could tell whose it is. */
  async sweep(spared?: number): Promise<void> {
    killEach(this.members().filter((pid) => pid !== spared));
  }

  remove(): void {
    this.onRemove();
  }

  residentBytes(): number {
    return this.members().reduce((sum, pid) => sum + residentBytesOf(pid), 0);
  }

  private members(): number[] {
    return processIds().filter((pid) => readProcess(pid, 'environ').split('\0').includes(this.mark));
  }
}

function processIds(): number[] {
  try {
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** proc(5): pages, the second number being those in memory. */
function residentBytesOf(pid: number): number {
  return Number(readProcess(pid, 'statm').split(' ')[1] ?? 0) * PAGE_BYTES;
}

/** Of nearly every machine; where pages are larger, workers get more. */
const PAGE_BYTES = 4096;

/** `setrlimit` counts all of a user's, whoever started them; the user's are not more than everybody's. */
function threadsOfHost(): number | null {
  try {
    const count = /\d+\/(\d+)/.exec(fs.readFileSync('/proc/loadavg', 'utf8'))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}

/** Empty where it is gone, or somebody else's. */
function readProcess(pid: number, file: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Who bounds the workers of this server: the kernel's control groups where they can be made, else limits of each process. */
import { randomUUID } from 'node:crypto';
import * as os from 'node:os';
import type { Cell, WorkerBounds } from './cell';
import { findGroupPlace } from './control-groups';
import { GroupCells } from './group-cells';
import { LimitCells } from './limit-cells';
import { defaultWorkerMemoryBytes } from './worker-memory-limit';

export type ContainmentKind = 'control-groups' | 'process-limits';

/** The C library keeps up to eight heaps a processor, which begin with 64 MiB (worker-allocator.ts); a stack has 8. */
const HEAPS_PER_PROCESSOR = 8;
const HEAP_AND_STACK_BYTES = 72 * 2 ** 20;

const DEFAULT_BOUNDS: WorkerBounds = {
  memoryBytes: defaultWorkerMemoryBytes(),
  setAsideBytes: 2 ** 30 + HEAPS_PER_PROCESSOR * os.cpus().length * HEAP_AND_STACK_BYTES,
  /** A worker with threads for 256 processors has about 2000; by itself no machine goes down of so many. */
  processes: 8192,
  fileBytes: 16 * 2 ** 30,
};

export interface ContainmentOptions extends Partial<Omit<WorkerBounds, 'memoryBytes'>> {
  /** Null: the default. */
  readonly memoryBytes?: number | null;
  /** Default: the better one of those that are possible. */
  readonly kind?: ContainmentKind;
}

/** In the environment of every process of a cell. */
const MARK = 'PHOTOFINISH_CELL';

export class Containment {
  private readonly id = randomUUID();
  private created = 0;

  private constructor(
    readonly kind: ContainmentKind,
    readonly bounds: WorkerBounds,
    private readonly cells: GroupCells | LimitCells,
  ) {}

  /** Throws where control groups are asked for by name and cannot be made. */
  static open({ kind, ...given }: ContainmentOptions = {}): Containment {
    const bounds = { ...DEFAULT_BOUNDS, ...given, memoryBytes: given.memoryBytes ?? DEFAULT_BOUNDS.memoryBytes };
    const place = kind === 'process-limits' ? null : findGroupPlace();
    try {
      if (place) return new Containment('control-groups', bounds, new GroupCells(place, bounds));
    } catch (error) {
      if (kind === 'control-groups') throw error;
    }
    if (kind === 'control-groups') throw new Error('no control groups can be made here');
    return new Containment('process-limits', bounds, new LimitCells(bounds));
  }

  /** What finds every process of its cells: a prefix in their environments, and their groups. */
  get traces(): { readonly mark: string; readonly folders: readonly string[] } {
    return { mark: `${MARK}=${this.id}`, folders: this.cells.folders };
  }

  newCell(): Cell {
    this.created += 1;
    return this.cells.create({ [MARK]: `${this.id}.${this.created}` });
  }
}

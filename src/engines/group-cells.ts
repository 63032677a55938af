/** Cells that the kernel keeps as control groups: one of this server's, with the memory of all, and in it one for each worker. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { boundedProgram, killEach, type Cell, type WorkerBounds } from './cell';
import { GROUP_PREFIX, type GroupPlace } from './control-groups';

/** What the two versions call the same. */
const FILES = {
  1: { limit: 'memory.limit_in_bytes', swap: 'memory.memsw.limit_in_bytes', kills: 'memory.oom_control' },
  2: { limit: 'memory.max', swap: 'memory.swap.max', kills: 'memory.events' },
} as const;

let serial = 0;

export class GroupCells {
  /** One in each hierarchy, memory's first. */
  private readonly bases: readonly string[];
  private cells = 0;

  /** Throws where the groups cannot be made. */
  constructor(
    private readonly place: GroupPlace,
    private readonly bounds: WorkerBounds,
  ) {
    serial += 1;
    for (const folder of place.folders) removeAbandoned(folder);
    this.bases = place.folders.map((folder) => path.join(folder, `${GROUP_PREFIX}${process.pid}-${serial}`));
    if (place.version === 2) for (const folder of place.folders) delegate(folder);
    for (const base of this.bases) makeGroup(base);
    if (place.version === 2) for (const base of this.bases) delegate(base);
    const memory = this.bases[0] as string;
    const { limit, swap } = FILES[place.version];
    write(memory, limit, bounds.memoryBytes);
    // Without it a worker would be paged out rather than ended, and time its disk.
    if (fs.existsSync(path.join(memory, swap))) write(memory, swap, place.version === 1 ? bounds.memoryBytes : 0);
  }

  /** To be swept and removed by whoever outlives this server. */
  get folders(): readonly string[] {
    return this.bases;
  }

  create(environment: Readonly<Record<string, string>>): Cell {
    this.cells += 1;
    const groups = this.bases.map((base) => path.join(base, String(this.cells)));
    for (const group of groups) makeGroup(group);
    return new GroupCell(groups, this.place.version, this.bounds, environment);
  }
}

/** How long processes that were killed may take to be gone; one that held much memory takes a second. */
const SWEEP_ATTEMPTS = 500;
const SWEEP_MILLISECONDS = 10;

class GroupCell implements Cell {
  constructor(
    private readonly groups: readonly string[],
    private readonly version: 1 | 2,
    private readonly bounds: WorkerBounds,
    readonly environment: Readonly<Record<string, string>>,
  ) {
    // One that lost a part of itself is no worker any more.
    if (version === 2) write(this.memory, 'memory.oom.group', 1);
    this.allow(bounds.processes);
  }

  bounded(program: Parameters<Cell['bounded']>[0]) {
    const { fileBytes } = this.bounds;
    const groupFiles = this.groups.map((group) => path.join(group, 'cgroup.procs'));
    return boundedProgram(program, { fileBytes, groupFiles, dataBytes: null, processes: null });
  }

  memoryKills(): number | null {
    const text = read(this.memory, FILES[this.version].kills);
    const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
    return count === undefined ? null : Number(count);
  }

  async sweep(spared?: number): Promise<void> {
    if (this.left(spared).length === 0) return;
    // Nothing new in it while it is swept.
    this.allow(0);
    for (let attempt = 0; attempt < SWEEP_ATTEMPTS; attempt += 1) {
      const left = this.left(spared);
      if (left.length === 0) break;
      killEach(left);
      await new Promise((resolve) => setTimeout(resolve, SWEEP_MILLISECONDS));
    }
    this.allow(this.bounds.processes);
  }

  remove(): void {
    for (const group of this.groups) removeGroup(group);
  }

  private get memory(): string {
    return this.groups[0] as string;
  }

  private left(spared: number | undefined): number[] {
    const lines = read(this.memory, 'cgroup.procs').split('\n').filter(Boolean);
    return lines.map(Number).filter((pid) => pid !== spared);
  }

  private allow(processes: number): void {
    const counting = this.groups.find((group) => fs.existsSync(path.join(group, 'pids.max')));
    if (counting !== undefined) write(counting, 'pids.max', processes);
  }
}

/** Lets the groups below it be bounded; of version 2. Processes are counted where that is possible. */
function delegate(folder: string): void {
  write(folder, 'cgroup.subtree_control', '+memory');
  if (read(folder, 'cgroup.controllers').split(/\s/).includes('pids')) write(folder, 'cgroup.subtree_control', '+pids');
}

function makeGroup(folder: string): void {
  fs.mkdirSync(folder);
}

/** The watchdog removes it later where somebody is still dying in it. */
function removeGroup(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    return;
  }
}

/** Of servers that ended with their watchdogs. */
function removeAbandoned(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const server = new RegExp(`^${GROUP_PREFIX}(\\d+)-\\d+$`).exec(name)?.[1];
    if (server === undefined || fs.existsSync(`/proc/${server}`)) continue;
    const base = path.join(folder, name);
    const groups = fs.readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const group of groups) removeGroup(path.join(base, group.name));
    removeGroup(base);
  }
}

function write(folder: string, file: string, value: number | string): void {
  fs.writeFileSync(path.join(folder, file), String(value));
}

/** Empty where the group is gone. */
function read(folder: string, file: string): string {
  try {
    return fs.readFileSync(path.join(folder, file), 'utf8');
  } catch {
    return '';
  }
}

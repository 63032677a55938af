/** One machine of a cluster: a server or a measuring host, with links of its own to PostgreSQL and Redis. */
import { rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { PhotofinishProcess } from '../../test/support/photofinish-process';
import { Link } from './link';
import { processesOf } from './processes';
import { movableClock, type MovableClock } from './movable-clock';

export type MachineKind = 'server' | 'worker' | 'alone';

export interface MachineOptions {
  readonly kind: MachineKind;
  /** Its own label, by which rows tell whose host they are. */
  readonly label: string;
  /** Empty where it is alone. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Of its data, where that is to be kept when it ends. */
  readonly folder?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly movableClock: boolean;
}

/** On a machine that does much else: a campaign is about what gets lost, not about how fast anything starts. */
const START_MILLISECONDS = 120_000;

export class Machine {
  /** Whether somebody ended it, so that nobody is surprised. */
  private expectedToEnd = false;

  private constructor(
    readonly options: MachineOptions,
    readonly process: PhotofinishProcess,
    readonly links: readonly Link[],
    readonly clock: MovableClock | null,
  ) {}

  static async start(options: MachineOptions): Promise<Machine> {
    const links = await linksOf(options);
    const [databaseUrl = '', redisUrl = ''] = links.map(({ url }) => url);
    const clock = options.movableClock ? movableClock() : null;
    try {
      const process = await PhotofinishProcess.start(argumentsOf(options), {
        ...{ databaseUrl, redisUrl, ...(options.folder !== undefined && { folder: options.folder }) },
        environment: { ...options.environment, ...clock?.environment },
        startMilliseconds: START_MILLISECONDS,
      });
      return new Machine(options, process, links, clock);
    } catch (error) {
      await Promise.all(links.map((link) => link.close()));
      clock?.dispose();
      throw error;
    }
  }

  /** Ended although nobody ended it. */
  get diedByItself(): boolean {
    return !this.process.running && !this.expectedToEnd;
  }

  /** How a process ended is its own matter: `exitCode` says it. */
  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.expectedToEnd = true;
    this.process.signal(signal);
  }

  /** Everything of it that still runs, its own process left out. */
  get others(): number {
    return processesOf(this.process.folder).filter(({ pid }) => pid !== this.process.pid).length;
  }

  /** Its log beside the campaign's own files, for whoever looks into a violation. */
  keepLog(folder: string): void {
    writeFileSync(path.join(folder, `${this.options.label}.log`), this.process.log);
  }

  /** Resolves when it is gone; leaves its folder, by which what it has left behind is found. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.expectedToEnd = true;
    await this.process.end(signal, 'keep');
    await Promise.all(this.links.map((link) => link.close()));
  }

  dispose(): void {
    this.clock?.dispose();
    rmSync(this.process.folder, { recursive: true, force: true });
  }
}

async function linksOf({ databaseUrl, redisUrl }: MachineOptions): Promise<Link[]> {
  const targets = [databaseUrl, redisUrl].filter((target) => target !== '');
  return Promise.all(targets.map((target) => Link.to(target)));
}

function argumentsOf({ kind, label }: MachineOptions): string[] {
  if (kind === 'alone') return ['serve'];
  return kind === 'server' ? ['serve', '--no-worker'] : ['worker', '--labels', label];
}

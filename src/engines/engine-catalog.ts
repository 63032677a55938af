/**
 * Which engines can run here. Each is probed by starting its real worker and saying hello; the answer is kept on
 * disk under a key that changes with the installation, so that the next start does not import every framework.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { z } from 'zod';
import {
  deviceDescription,
  PROTOCOL_VERSION,
  precisionName,
  type DeviceDescription,
  type PrecisionName,
} from '../protocol/messages';
import type { EngineAdapter, Launch, LaunchContext } from './engine';
import { WorkerFailure } from './worker-failure';
import type { WorkerSpawner } from './worker-spawner';

const probeResult = z.object({
  version: z.string(),
  runtime: z.string(),
  devices: z.array(deviceDescription),
  precisions: z.array(precisionName),
});
type ProbeResult = z.infer<typeof probeResult>;

export interface EngineState {
  readonly adapter: EngineAdapter;
  readonly available: boolean;
  /** What is missing and the command that installs it. */
  readonly unavailableReason: string | null;
  readonly version: string | null;
  readonly runtime: string;
  readonly devices: readonly DeviceDescription[];
  readonly precisions: readonly PrecisionName[];
}

export interface CatalogOptions {
  readonly adapters: readonly EngineAdapter[];
  readonly context: LaunchContext;
  readonly spawn: WorkerSpawner;
  /** Show engines that are hidden otherwise. */
  readonly showHidden: boolean;
}

/** An engine that failed its probe is not imported again sooner than this. */
const RETRY_MILLISECONDS = 10_000;

export class EngineCatalog {
  private readonly stopping = new AbortController();
  private readonly probes = new Map<string, Promise<EngineState>>();
  /** Frameworks are imported one after the other: all at once would only slow each other down. */
  private turn: Promise<unknown> = Promise.resolve();
  private holds = 0;

  constructor(private readonly options: CatalogOptions) {}

  /** Probes whatever is not known yet, in the background. */
  start(): void {
    for (const adapter of this.visible()) this.state(adapter).catch(() => undefined);
  }

  /** While a race is measured no broken engine is tried again. Call what it returns when the race has ended. */
  holdProbes(): () => void {
    this.holds += 1;
    return () => {
      this.holds -= 1;
    };
  }

  /** Ends probes under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.probes.values());
  }

  /** Every visible engine, in the order of the registry; waits for probes under way. */
  async list(): Promise<EngineState[]> {
    return Promise.all(this.visible().map((adapter) => this.state(adapter)));
  }

  /** Null for an id that no visible engine has. */
  async find(id: string): Promise<EngineState | null> {
    const adapter = this.visible().find((candidate) => candidate.id === id);
    return adapter ? this.state(adapter) : null;
  }

  /** How to start this engine's worker now; `threads` for those that must know before they load. */
  launch(adapter: EngineAdapter, threads?: number): ReturnType<EngineAdapter['locate']> {
    return adapter.locate({ ...this.options.context, ...(threads === undefined ? {} : { threads }) });
  }

  private visible(): EngineAdapter[] {
    return this.options.adapters.filter((adapter) => this.options.showHidden || !adapter.hidden);
  }

  /** A missing engine is looked for again each time: it may have been installed meanwhile. */
  private async state(adapter: EngineAdapter): Promise<EngineState> {
    const launch = this.launch(adapter);
    if (launch.kind === 'not-installed') return unavailable(adapter, launch.reason);
    const key = `${adapter.id} ${launch.runtimeKey}`;
    let state = this.probes.get(key);
    if (!state) {
      state = this.probe(adapter, launch);
      this.probes.set(key, state);
      state.then(
        ({ available }) => available || this.forgetLater(key),
        () => this.probes.delete(key),
      );
    }
    return state;
  }

  /** What is broken may be mended: it is tried again, but neither at once nor beside a measurement. */
  private forgetLater(key: string): void {
    const timer = setTimeout(() => {
      if (this.holds > 0) this.forgetLater(key);
      else this.probes.delete(key);
    }, RETRY_MILLISECONDS);
    timer.unref();
  }

  private async probe(adapter: EngineAdapter, launch: Launch): Promise<EngineState> {
    const file = this.cacheFile(adapter, launch);
    const known = await readCached(file);
    if (known) return availableAs(adapter, known);
    const asked = this.turn.then(() => this.ask(launch));
    this.turn = asked.catch(() => undefined);
    try {
      const result = await asked;
      // A cache that cannot be written costs the next start a probe, nothing else.
      await writeCached(file, result).catch(() => undefined);
      return availableAs(adapter, result);
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      return unavailable(adapter, `${error.message} ${error.advice}`.trim());
    }
  }

  private async ask(launch: Launch): Promise<ProbeResult> {
    const session = this.options.spawn(launch, { signal: this.stopping.signal, workingDirectory: os.tmpdir() });
    try {
      const { engineVersion, runtime, devices, precisions } = await session.hello();
      return { version: engineVersion, runtime, devices, precisions };
    } finally {
      await session.kill();
    }
  }

  private cacheFile(adapter: EngineAdapter, launch: Launch): string {
    const identity = JSON.stringify([PROTOCOL_VERSION, adapter.id, launch.runtimeKey, process.version, os.hostname()]);
    const key = createHash('sha256').update(identity).digest('hex').slice(0, 32);
    return path.join(this.options.context.cacheDirectory, 'probes', `${adapter.id}-${key}.json`);
  }
}

function availableAs(adapter: EngineAdapter, result: ProbeResult): EngineState {
  const { version, runtime, devices, precisions } = result;
  return { adapter, available: true, unavailableReason: null, version, runtime, devices, precisions };
}

function unavailable(adapter: EngineAdapter, reason: string): EngineState {
  return {
    adapter,
    available: false,
    unavailableReason: reason,
    version: null,
    runtime: 'not installed',
    devices: [],
    precisions: [],
  };
}

async function readCached(file: string): Promise<ProbeResult | null> {
  try {
    return probeResult.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Absent or of another version: the probe makes it anew.
    return null;
  }
}

async function writeCached(file: string, result: ProbeResult): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(result));
  await rename(draft, file);
}

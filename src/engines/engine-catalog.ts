/**
 * Which engines can run here. Each is probed by starting its real worker and saying hello; the answer is kept on
 * disk under a key that changes with the installation, so that the next start does not import every framework.
 */
import * as os from 'node:os';
import type { EngineAdapter, EngineVariantFacts, Launch, LaunchContext } from './engine';
import {
  engineState,
  missingVariant,
  probedVariant,
  type EngineState,
  type ProbeResult,
  type VariantState,
} from './engine-state';
import { ProbeCache, probeKey } from './probe-cache';
import { WorkerFailure } from './worker-failure';
import type { WorkerSpawner } from './worker-spawner';

export interface CatalogOptions {
  readonly adapters: readonly EngineAdapter[];
  readonly context: LaunchContext;
  readonly spawn: WorkerSpawner;
  /** Show engines that are hidden otherwise. */
  readonly showHidden: boolean;
}

/** What a launch may depend on beside the installation. */
export type LaunchDetails = Pick<LaunchContext, 'threads' | 'variant' | 'device'>;

/** An engine that failed its probe is not imported again sooner than this. */
const RETRY_MILLISECONDS = 10_000;
/** What was found is taken to be there for so long. */
const LOOK_AGAIN_MILLISECONDS = 1000;

type Located = ReturnType<EngineAdapter['locate']>;

/** What a probe brought: an answer, or why there is none. */
type Probe =
  { readonly kind: 'answer'; readonly result: ProbeResult } | { readonly kind: 'silent'; readonly reason: string };

export class EngineCatalog {
  private readonly stopping = new AbortController();
  private readonly probes = new Map<string, Promise<Probe>>();
  private readonly launches = new Map<string, { readonly launch: Launch; readonly until: number }>();
  private readonly cache: ProbeCache;
  /** Frameworks are imported one after the other: all at once would only slow each other down. */
  private turn: Promise<unknown> = Promise.resolve();
  private holds = 0;

  constructor(private readonly options: CatalogOptions) {
    this.cache = new ProbeCache(options.context.cacheDirectory);
  }

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

  /** How to start this engine's worker now; the details for those that must know them before they load. */
  launch(adapter: EngineAdapter, details: LaunchDetails = {}): Located {
    return adapter.locate({ ...this.options.context, ...details });
  }

  private visible(): EngineAdapter[] {
    return this.options.adapters.filter((adapter) => this.options.showHidden || !adapter.hidden);
  }

  private async state(adapter: EngineAdapter): Promise<EngineState> {
    return engineState(adapter, await Promise.all(adapter.variants.map((facts) => this.variantState(adapter, facts))));
  }

  /** A missing one is looked for again each time: it may have been installed meanwhile. */
  private async variantState(adapter: EngineAdapter, facts: EngineVariantFacts): Promise<VariantState> {
    const launch = this.recentLaunch(adapter, facts.id);
    if (launch.kind === 'not-installed') return missingVariant(facts, launch.reason);
    const probe = await this.probeOnce(adapter, launch);
    return probe.kind === 'answer' ? probedVariant(adapter, facts, probe.result) : missingVariant(facts, probe.reason);
  }

  /** A server that takes many races a second asks this of the same few engines each time. */
  private recentLaunch(adapter: EngineAdapter, variant: string): Located {
    const key = `${adapter.id} ${variant}`;
    const known = this.launches.get(key);
    if (known && performance.now() < known.until) return known.launch;
    const launch = this.launch(adapter, { variant });
    if (launch.kind === 'not-installed') return launch;
    this.launches.set(key, { launch, until: performance.now() + LOOK_AGAIN_MILLISECONDS });
    return launch;
  }

  /** Variants that are launched alike share one probe. */
  private probeOnce(adapter: EngineAdapter, launch: Launch): Promise<Probe> {
    const key = probeKey(adapter, launch);
    const known = this.probes.get(key);
    if (known) return known;
    const probe = this.probe(adapter, launch);
    this.probes.set(key, probe);
    probe.then(
      ({ kind }) => kind === 'answer' || this.forgetLater(key),
      () => this.probes.delete(key),
    );
    return probe;
  }

  /** What is broken may be mended: it is tried again, but neither at once nor beside a measurement. */
  private forgetLater(key: string): void {
    const timer = setTimeout(() => {
      if (this.holds > 0) this.forgetLater(key);
      else this.probes.delete(key);
    }, RETRY_MILLISECONDS);
    timer.unref();
  }

  private async probe(adapter: EngineAdapter, launch: Launch): Promise<Probe> {
    const known = await this.cache.read(adapter, launch);
    if (known) return { kind: 'answer', result: known };
    const asked = this.turn.then(() => this.ask(launch));
    this.turn = asked.catch(() => undefined);
    try {
      const result = await asked;
      await this.cache.write(adapter, launch, result);
      return { kind: 'answer', result };
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      return { kind: 'silent', reason: `${error.message} ${error.advice}`.trim() };
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
}

/** What the experiments share: a plan for one race without a database, workers, and tables. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadConfiguration } from '../src/config';
import type { EngineAdapter, Launch, LaunchContext } from '../src/engines/engine';
import { reference } from '../src/engines/reference/adapter';
import { engineAdapters } from '../src/engines/registry';
import { Watchdog } from '../src/engines/watchdog';
import { packageRoot } from '../src/engines/worker-path';
import { DEFAULT_WORKER_TIMEOUTS } from '../src/engines/worker-session';
import { forkerStarter, workerSpawner, type WorkerSpawner } from '../src/engines/worker-spawner';
import type { CompilationCachesName, EffortName } from '../src/entities/race.entity';
import type { RaceFact, StopReason } from '../src/racing/race-fact';
import { NOTHING_MEASURED, type RacePlan } from '../src/racing/race-plan';
import { runRace } from '../src/racing/race-runner';
import type { RaceAnalysis } from '../src/statistics/analysis';
import type { TaskName } from '../src/protocol/messages';
import { findWorkload } from '../src/workloads/catalog';
import { defaultParameters } from '../src/workloads/describe';

export interface RaceRequest {
  readonly workload: string;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly batchSize?: number;
  readonly task: TaskName;
  /** "pytorch" or "fake:twice"; "pytorch+busy2", "pytorch+work5": slower by so many per cent (slowed_worker.py). */
  readonly entrants: readonly string[];
  readonly effort: EffortName;
  readonly seed: number;
  /** Default: as many as there are processors. */
  readonly threads?: number;
  /** Given: the time to the first result is raced. */
  readonly compilationCaches?: CompilationCachesName;
  /** Cut short after so many; absent: as long as it goes on. */
  readonly rounds?: number;
  /** Every trial imports its framework itself, also in a QUICK race. */
  readonly importEachTrial?: boolean;
  /** Default: until there is a verdict. */
  readonly targetHalfWidth?: number;
}

export interface RaceOutcome {
  readonly reason: StopReason;
  readonly analysis: RaceAnalysis | null;
  readonly facts: readonly RaceFact[];
  readonly wallSeconds: number;
}

const BUDGET_SECONDS: Readonly<Record<EffortName, number>> = { QUICK: 120, STANDARD: 600, RIGOROUS: 3600 };

export function launchContext(threads = os.availableParallelism()): LaunchContext {
  const { cacheDirectory, pythonOverrides } = loadConfiguration();
  return {
    packageRoot: packageRoot(),
    threads,
    cacheDirectory,
    pythonOverride: (engineId) => pythonOverrides[engineId],
  };
}

/** Of the variant, or of the default one. Throws where it is not installed. */
export function launchOf(adapter: EngineAdapter, options: { variant?: string; threads?: number } = {}): Launch {
  const { variant, threads } = options;
  const launch = adapter.locate({ ...launchContext(threads), ...(variant === undefined ? {} : { variant }) });
  if (launch.kind === 'not-installed') throw new Error(`${adapter.id}: ${launch.reason}`);
  return launch;
}

export function planOf(request: RaceRequest, workDirectory: string): RacePlan {
  const workload = findWorkload(request.workload);
  if (!workload) throw new Error(`There is no workload ${request.workload}`);
  const parameters = { ...defaultParameters(workload), ...request.parameters };
  const { threads = os.availableParallelism() } = request;
  return {
    raceId: 'bench',
    graph: workload.graph(parameters, request.batchSize ?? workload.batchSize.default),
    sequences: null,
    task: request.task,
    precision: 'FLOAT32',
    division: 'STRICT',
    metric: request.compilationCaches ? 'TIME_TO_FIRST_RESULT' : 'THROUGHPUT',
    scenario: null,
    compilationCaches: request.compilationCaches ?? null,
    question: 'BEST',
    effort: request.effort,
    practicalDifference: 0.02,
    targetHalfWidth: request.targetHalfWidth ?? null,
    budgetSeconds: BUDGET_SECONDS[request.effort],
    spentSeconds: 0,
    device: 'CPU',
    threads,
    memoryBytes: os.totalmem(),
    seed: request.seed,
    entrants: request.entrants.map((name, position) => {
      const [, plain = '', how, percent] = ENTRANT.exec(name) ?? [];
      const [engineId = '', variant] = plain.split(':');
      const adapter = engineAdapters.find(({ id }) => id === engineId);
      if (!adapter) throw new Error(`There is no engine ${engineId}`);
      const launch = launchOf(adapter, { threads, ...(variant === undefined ? {} : { variant }) });
      return {
        runId: `run-${position}`,
        position,
        engineId,
        variant: variant ?? adapter.variants.find((candidate) => candidate.default)?.id ?? '',
        launch: how && percent ? slowed(launch, engineId, how, percent) : launch,
        device: 'cpu',
        ...NOTHING_MEASURED,
        preallocatesDeviceMemory: adapter.preallocatesDeviceMemory ?? false,
      };
    }),
    firstRound: 1,
    workDirectory,
  };
}

const ENTRANT = /^([^+]+)(?:\+(busy|work)([\d.]+))?$/;

/** The options that the worker was to have come after those of the wrapper. */
function slowed(launch: Launch, engineId: string, how: string, percent: string): Launch {
  const program = path.join(packageRoot(), 'bench', 'slowed_worker.py');
  return { ...launch, args: [program, engineId, how, percent, ...launch.args.slice(1)] };
}

/** Measures one race to its end. `wrap` may watch the workers. */
export async function race(request: RaceRequest, wrap = (spawn: WorkerSpawner) => spawn): Promise<RaceOutcome> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-bench-'));
  const watchdog = Watchdog.start();
  const begun = performance.now();
  try {
    const services = {
      spawn: wrap(workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS)),
      ...(request.importEachTrial ? {} : { startForker: forkerStarter(watchdog, DEFAULT_WORKER_TIMEOUTS) }),
      reference: launchOf(reference),
    };
    const running = runRace(planOf(request, path.join(folder, 'work')), services, new AbortController().signal);
    const facts: RaceFact[] = [];
    let analysis: RaceAnalysis | null = null;
    for (;;) {
      const step = await running.next();
      if (step.done) return { reason: step.value, analysis, facts, wallSeconds: (performance.now() - begun) / 1000 };
      facts.push(step.value);
      if (step.value.kind !== 'round') continue;
      analysis = step.value.analysis;
      if (step.value.round === request.rounds) {
        await running.return('BUDGET');
        return { reason: 'BUDGET', analysis, facts, wallSeconds: (performance.now() - begun) / 1000 };
      }
    }
  } finally {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Markdown table, ready for docs/results. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}

/** Where and when. */
export function machineAndDate(): string {
  const model = os.cpus()[0]?.model.trim() ?? 'unknown';
  const date = new Date().toISOString().slice(0, 10);
  return `${model}, ${os.availableParallelism()} cores, ${os.type()} ${os.release()}, Node.js ${process.versions.node}, ${date}`;
}

/** What stands above every result. */
export function printMachine(): void {
  console.log(`${machineAndDate()}\n`);
}

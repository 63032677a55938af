/**
 * How often is an honest engine refused because float32 cannot tell on which side of a kink a value is, and does the
 * doubt that the reference works out say when? One process of each engine proves the same training from many seeds.
 *
 *   node dist/bench/kinks.js [--workload mlp] [--batch N] [--entrants pytorch,tensorflow,jax] [--seeds 200] [--first 1]
 *
 * Ends with 0 if no seed is refused whose doubt is below the most that is allowed for.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { reference } from '../src/engines/reference/adapter';
import { Watchdog } from '../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS, type WorkerSession } from '../src/engines/worker-session';
import { workerSpawner, type WorkerSpawner } from '../src/engines/worker-spawner';
import { judgeParity, parityTolerance, type ReferenceResult } from '../src/racing/parity';
import { prepareMessage, type RacePlan } from '../src/racing/race-plan';
import { computeReference } from '../src/racing/reference';
import { writeTensors } from '../src/workloads/tensors';
import { launchOf, planOf, printMachine, printTable } from './support';

const BATCHES = 3;

interface Judged {
  readonly seed: number;
  readonly entrant: string;
  readonly doubt: number;
  /** The larger of the two errors of losses. */
  readonly error: number;
  readonly bound: number;
  readonly passed: boolean;
}

const { values } = parseArgs({
  options: {
    workload: { type: 'string', default: 'mlp' },
    batch: { type: 'string' },
    entrants: { type: 'string', default: 'pytorch,tensorflow,jax' },
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
  },
});

class Proofs {
  readonly judged: Judged[] = [];
  referenceSeconds = 0;
  private readonly signal = new AbortController().signal;
  private readonly sessions = new Map<string, WorkerSession>();

  constructor(
    private readonly spawn: WorkerSpawner,
    private readonly folder: string,
  ) {}

  async prove(seed: number): Promise<void> {
    const plan = this.planFor(seed);
    const tensorsFile = path.join(this.folder, 'tensors.safetensors');
    await writeTensors(plan.graph, { seed, batchCount: BATCHES, task: 'TRAINING' }, tensorsFile);
    const begun = performance.now();
    const request = { plan, launch: launchOf(reference), tensorsFile, batchCount: BATCHES, signal: this.signal };
    const right = await computeReference(this.spawn, request);
    this.referenceSeconds += (performance.now() - begun) / 1000;
    for (const entrant of plan.entrants) await this.judge(plan, { entrant, tensorsFile, right });
  }

  private planFor(seed: number): RacePlan {
    const entrants = values.entrants.split(',');
    const batchSize = values.batch === undefined ? {} : { batchSize: Number(values.batch) };
    return planOf(
      { workload: values.workload, task: 'TRAINING', entrants, effort: 'QUICK', seed, ...batchSize },
      this.folder,
    );
  }

  private async judge(
    plan: RacePlan,
    details: { entrant: RacePlan['entrants'][number]; tensorsFile: string; right: ReferenceResult },
  ): Promise<void> {
    const { entrant, tensorsFile, right } = details;
    const outputFile = path.join(this.folder, 'outputs.safetensors');
    const asked = { variant: entrant.variant, device: entrant.device, seed: plan.seed, tensorsFile, outputFile };
    const session = await this.sessionOf(entrant);
    const answer = await session.prepare(prepareMessage(plan, { ...asked, batchCount: BATCHES }));
    if (answer.kind === 'unsupported') throw new Error(`${entrant.engineId}: ${answer.message.reason}`);
    const tolerance = parityTolerance(plan.graph, plan.precision);
    const { facts } = judgeParity({ message: answer.parity, reference: right, tolerance, task: 'TRAINING' });
    this.judged.push({
      ...{ seed: plan.seed, entrant: entrant.engineId, doubt: right.lossDoubt },
      error: Math.max(facts.lossError ?? 0, facts.stepLossError ?? 0),
      bound: tolerance.loss,
      passed: facts.passed,
    });
  }

  private async sessionOf(entrant: RacePlan['entrants'][number]): Promise<WorkerSession> {
    const known = this.sessions.get(entrant.engineId);
    if (known) return known;
    const session = this.spawn(entrant.launch, { signal: this.signal, workingDirectory: this.folder });
    await session.hello();
    this.sessions.set(entrant.engineId, session);
    return session;
  }

  async end(): Promise<void> {
    for (const session of this.sessions.values()) await session.kill();
  }
}

function report(judged: readonly Judged[], seconds: number): void {
  const entrants = [...new Set(judged.map(({ entrant }) => entrant))];
  const most = (numbers: readonly number[]) => Math.max(0, ...numbers).toExponential(2);
  printTable(
    ['entrant', 'seeds', 'in doubt', 'refused by the plain bound', 'refused', 'largest error without doubt', 'with'],
    entrants.map((name) => {
      const own = judged.filter(({ entrant }) => entrant === name);
      const [sure, inDoubt] = [own.filter(({ doubt }) => doubt === 0), own.filter(({ doubt }) => doubt > 0)];
      return [
        ...[name, own.length, inDoubt.length, own.filter(({ error, bound }) => error > bound).length],
        own.filter(({ passed }) => !passed).length,
        ...[most(sure.map(({ error }) => error)), most(inDoubt.map(({ error }) => error))],
      ];
    }),
  );
  const doubts = judged.map(({ doubt }) => doubt).sort((a, b) => a - b);
  console.log(`\ndoubt: median ${doubts[doubts.length >> 1]?.toExponential(2)}, largest ${most(doubts)}`);
  console.log(`the reference: ${(seconds / new Set(judged.map(({ seed }) => seed)).size).toFixed(2)} s for each seed`);
  for (const { seed, entrant, error, doubt, passed } of judged.filter((one) => one.error > one.bound)) {
    const how = passed ? 'passed' : 'refused';
    console.log(`seed ${seed} ${entrant}: error ${error.toExponential(2)}, doubt ${doubt.toExponential(2)}: ${how}`);
  }
}

async function main(): Promise<void> {
  printMachine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-kinks-'));
  mkdirSync(folder, { recursive: true });
  const watchdog = Watchdog.start();
  const proofs = new Proofs(workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS), folder);
  try {
    const first = Number(values.first);
    for (let seed = first; seed < first + Number(values.seeds); seed += 1) await proofs.prove(seed);
    report(proofs.judged, proofs.referenceSeconds);
    process.exitCode = proofs.judged.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    await proofs.end();
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

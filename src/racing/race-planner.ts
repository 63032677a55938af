/** From the stored rows of a race to the plan of what is still to be measured; pure. */
import type { EngineAdapter, Launch, NotInstalled } from '../engines/engine';
import type { EngineState } from '../engines/engine-state';
import type { FailureFacts, Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import { largest } from './largest';
import { obstacleOf } from './race-entrants';
import type { RaceFact } from './race-fact';
import { sequencesOf, workloadOf } from './race-workload';
import type { PlannedEntrant, RacePlan } from './race-plan';
import { storedSample, timesBlocks } from './metric';
import type { StoredTrial } from '../entities/stored-trial';

/** The race cannot go on; the reason is a sentence. */
export interface PlanProblem {
  readonly kind: 'interrupted';
  readonly reason: string;
}

export interface PlanningInput {
  readonly race: Race;
  readonly runs: readonly Run[];
  /** In the order of rounds. */
  readonly trials: readonly StoredTrial[];
  readonly engines: ReadonlyMap<string, EngineState>;
  launch(adapter: EngineAdapter, variant: string): Launch | NotInstalled;
  readonly sameMachine: boolean;
  /** Of the machine. */
  readonly memoryBytes: number;
  readonly workDirectory: string;
}

export interface Planning {
  readonly plan: (RacePlan & { readonly kind: 'plan' }) | PlanProblem;
  /** Entrants that were there when the race was started and are not any more. */
  readonly gone: readonly RaceFact[];
}

/** Measuring begun so often without one complete round: whatever ends the server would end it again. */
const MAXIMUM_ATTEMPTS = 3;

export function planRace(input: PlanningInput): Planning {
  const { race, runs, trials } = input;
  const reason = obstacle(input);
  if (reason) return { plan: { kind: 'interrupted', reason }, gone: [] };
  const entrants: PlannedEntrant[] = [];
  const gone: RaceFact[] = [];
  for (const run of runs) {
    if (run.status !== 'RUNNING') continue;
    const state = input.engines.get(run.engine);
    const obstacle = trials.length === 0 ? obstacleHere(race, run, state) : null;
    if (obstacle) {
      gone.push({ kind: 'run-ended', runId: run.id, status: 'UNSUPPORTED', failure: obstacle });
      continue;
    }
    const launch = state ? input.launch(state.adapter, run.variant) : missing(run);
    if (launch.kind === 'launch') entrants.push(entrantOf(input, run, launch, state));
    else gone.push(goneFact(run, launch));
  }
  return { plan: { kind: 'plan', ...detailsOf(input), entrants, firstRound: 1 + (trials.at(-1)?.round ?? 0) }, gone };

  function missing({ engine }: Run): NotInstalled {
    return { kind: 'not-installed', reason: `This server does not know the engine ${engine} any more (${race.id}).` };
  }
}

function detailsOf({ race, workDirectory, memoryBytes }: PlanningInput): Omit<RacePlan, 'entrants' | 'firstRound'> {
  const workload = workloadOf(race);
  if (!workload) throw new Error('A plan is made only for a workload that is known');
  return {
    raceId: race.id,
    graph: workload.graph(race.parameters, race.batchSize),
    sequences: sequencesOf(race),
    task: race.task,
    precision: race.precision,
    division: race.division,
    metric: race.metric,
    // A race that was begun before they were told apart.
    compilationCaches: race.compilationCaches ?? (race.metric === 'TIME_TO_FIRST_RESULT' ? 'WARM' : null),
    scenario: race.scenario,
    question: race.question,
    effort: race.effort,
    practicalDifference: race.practicalDifference,
    targetHalfWidth: race.targetHalfWidth,
    budgetSeconds: race.budgetSeconds,
    spentSeconds: race.spentSeconds,
    device: race.device,
    threads: race.threads,
    memoryBytes,
    seed: race.seed,
    workDirectory,
  };
}

/** Rounds of different machines or versions are never compared with each other. */
function obstacle({ race, runs, trials, engines, sameMachine }: PlanningInput): string | null {
  if (!workloadOf(race)) return 'This version of the server does not have its workload any more.';
  if (race.attempts > MAXIMUM_ATTEMPTS) return `The server ended ${MAXIMUM_ATTEMPTS} times while it was measured.`;
  if (trials.length === 0) return null;
  if (!sameMachine) return 'It was begun on another machine, and its rounds cannot be compared with new ones.';
  const changed = runs.find((run) => {
    const version = engines.get(run.engine)?.version;
    return run.status === 'RUNNING' && version && run.engineVersion !== null && run.engineVersion !== version;
  });
  return changed ? `The version of ${changed.engine} changed since it was begun.` : null;
}

/** The first of the kind that the race is on, as the variant names it. */
function deviceOf({ device }: Race, { variant }: Run, state: EngineState | undefined): string {
  const own = state?.variants.find(({ facts }) => facts.id === variant)?.devices;
  return own?.find(({ kind }) => kind === device)?.id ?? (device === 'GPU' ? 'cuda:0' : 'cpu');
}

function entrantOf(
  { race, trials }: PlanningInput,
  run: Run,
  launch: Launch,
  state: EngineState | undefined,
): PlannedEntrant {
  const own = trials.filter((trial) => trial.runId === run.id && !trial.tags.includes('INCOMPLETE'));
  return {
    runId: run.id,
    position: run.position,
    cloneOf: run.cloneOf,
    engineId: run.engine,
    variant: run.variant,
    launch,
    device: deviceOf(race, run, state),
    earlierTrials: own.map((trial) => storedSample(trial, race.metric)),
    // Where blocks are not what is compared they have another length.
    iterationsPerBlock: (timesBlocks(race.metric) && own.at(-1)?.iterationsPerBlock) || null,
    peakResidentBytes: largest(own.map((trial) => trial.peakResidentBytes)),
    preallocatesDeviceMemory: state?.adapter.preallocatesDeviceMemory ?? false,
  };
}

/** Of a race that was asked for elsewhere: only here is it known what this machine can do. */
function obstacleHere(race: Race, { variant: id }: Run, engine: EngineState | undefined): FailureFacts | null {
  const variant = engine?.variants.find(({ facts }) => facts.id === id);
  return engine && variant ? obstacleOf({ engine, variant }, race) : null;
}

function goneFact(run: Run, { reason }: NotInstalled): RaceFact {
  const failure = { phase: 'provision', code: 'ENGINE_UNAVAILABLE', message: reason, advice: null, logTail: null };
  return { kind: 'run-ended', runId: run.id, status: 'FAILED', failure };
}

/** The rows of a race as they are when it is asked for: everything that was left out is filled in. */
import { randomInt } from 'node:crypto';
import { badInput } from '../errors';
import { newId } from '../entities/ids';
import { Race } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import { resolveBatchSize, resolveParameters } from '../workloads/parameters';
import { EFFORTS } from './effort';
import { standardBudgetSeconds } from './energy-budget';
import type { MeasuringPlace } from './measuring-place';
import type { ResolvedEntrant } from './race-entrants';
import { PIPELINE_PARTS } from './pipeline-scenario';
import * as rules from './race-request-rules';
import { workloadOf } from './race-workload';
import { resolveScenario } from './scenario-rules';
import { servingBudgetSeconds } from './serving-budget';
import type { StartRaceRequest } from './start-race-request';

/** Throws BAD_USER_INPUT. */
export function describeRace(request: StartRaceRequest, place: MeasuringPlace): Race {
  const { workload, graph } = rules.requireWorkload(request);
  const parameters = resolveParameters(workload, request.parameters);
  const scenario = resolveScenario(request);
  const batchSize = resolveBatchSize(workload, scenario?.batchSize ?? request.batchSize);
  const facts = { scenario: scenario?.facts ?? null, workload: workload.id, graph };
  const whole = (workloadOf(facts) ?? workload).graph(parameters, batchSize);
  rules.requireFittingTensors(whole);
  rules.requirePrecision(request, whole);
  const effort = EFFORTS[request.effort];
  const metric = scenario?.metric ?? rules.resolveMetric(request, batchSize);
  const runs = request.entrants.length + (request.selfCheck ? 1 : 0);
  const server = scenario?.facts.server;
  const parts = scenario?.facts.inputPipeline ? PIPELINE_PARTS : 1;
  const standard = server
    ? servingBudgetSeconds(effort, { ...server, question: request.question, runs })
    : parts * standardBudgetSeconds(effort, { ...request, metric, runs });
  return Object.assign(new Race(), {
    id: newId('race'),
    label: request.label,
    owner: null,
    project: null,
    status: 'QUEUED',
    workload: workload.id,
    parameters: { ...parameters },
    task: request.task,
    precision: request.precision,
    division: request.division,
    graph,
    batchSize,
    metric,
    scenario: facts.scenario,
    compilationCaches: rules.resolveCompilationCaches(request, metric),
    question: request.question,
    effort: request.effort,
    practicalDifference: rules.resolvePracticalDifference(request, effort.practicalDifference),
    targetHalfWidth: rules.resolveTargetHalfWidth(request),
    expectedDetectableDifference: null,
    budgetSeconds: rules.resolveBudgetSeconds(request, standard),
    // Of a machine elsewhere nobody knows yet which engines see a GPU there.
    device: request.device ?? 'CPU',
    threads: threadsAt(place, request),
    seed: rules.resolveSeed(request, randomInt(2 ** 47)),
    idempotencyKey: request.idempotencyKey,
    createdAt: Date.now(),
    startedAt: null,
    finishedAt: null,
    hardwareProfileId: null,
    roundsCompleted: 0,
    spentSeconds: 0,
    attempts: 0,
    tensorsSha256: null,
    analysis: null,
    verdict: null,
    warnings: [],
    failure: null,
    traceParent: null,
    wanted: place.wanted,
    holder: null,
    fence: 0,
    heldUntil: null,
    cancelRequestedAt: null,
    lastSequence: 0,
  } satisfies Omit<Race, 'runs' | 'hardwareProfile'>);
}

/** Throws BAD_USER_INPUT where nobody could say how many there are. */
function threadsAt({ here, processors }: MeasuringPlace, request: StartRaceRequest): number {
  if (here) return rules.resolveThreads(request);
  if (processors !== null) return rules.resolveThreads(request, processors);
  if (request.threads !== null) return rules.resolveThreads(request, rules.MOST_THREADS);
  const advice = 'Give `threads`, or ask again when such a host is there.';
  throw badInput('input.threads', 'No host is there yet that says how many threads it has.', advice);
}

/** Of one entrant. */
export function describeRun(raceId: string, entrant: ResolvedEntrant, position: number): Run {
  return Object.assign(new Run(), {
    id: newId('run'),
    raceId,
    position,
    cloneOf: null,
    label: entrant.label,
    engine: entrant.engine.adapter.id,
    variant: entrant.variant.facts.id,
    status: entrant.obstacle ? 'UNSUPPORTED' : 'QUEUED',
    engineVersion: entrant.variant.version,
    device: null,
    settings: [],
    implementation: [],
    parity: null,
    failure: entrant.obstacle,
  } satisfies Omit<Run, 'race'>);
}

/** With a second copy of the first run that can race, where the race is to check itself. */
export function withClone({ selfCheck }: StartRaceRequest, runs: readonly Run[]): Run[] {
  const original = selfCheck ? runs.find(({ status }) => status === 'QUEUED') : undefined;
  if (!original) return [...runs];
  const labels = new Set(runs.map(({ label }) => label));
  let label = `${original.label} (clone)`;
  while (labels.has(label)) label += ' (clone)';
  return [
    ...runs,
    Object.assign(new Run(), { ...original, id: newId('run'), position: runs.length, label, cloneOf: original.id }),
  ];
}

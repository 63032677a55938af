/** What a client may ask of how requests come; each rule names the field and the remedy. */
import { badInput } from '../errors';
import type { MetricName, ScenarioFacts } from '../entities/race.entity';
import { resolveExperimentation } from './experimentation-scenario';
import { resolveInputPipeline } from './pipeline-scenario';
import { resolveServer } from './server-scenario';
import { requireOffline, requireSingleStream } from './stream-scenarios';
import { requireVariableLengths } from './variable-lengths-scenario';
import type { RequestedScenario, StartRaceRequest } from './start-race-request';

interface ResolvedScenario {
  readonly facts: ScenarioFacts;
  /** What is raced in it. */
  readonly metric: MetricName;
  /** Where it leaves no choice. */
  readonly batchSize?: number;
}

type Kind = keyof RequestedScenario;
type Resolve<K extends Kind> = (
  asked: NonNullable<RequestedScenario[K]>,
  request: StartRaceRequest,
) => ResolvedScenario;

const KINDS: { readonly [K in Kind]-?: Resolve<K> } = {
  server: (server, request) => ({ facts: { server: resolveServer(server, request) }, metric: 'SERVER_RATE' }),
  singleStream: (_, request) => {
    requireSingleStream(request);
    return { facts: { singleStream: true }, metric: 'LATENCY', batchSize: 1 };
  },
  offline: (_, request) => {
    requireOffline(request);
    return { facts: { offline: true }, metric: 'THROUGHPUT' };
  },
  variableLengths: ({ policy }, request) => {
    requireVariableLengths(policy, request);
    return {
      facts: { variableLengths: { policy } },
      metric: 'THROUGHPUT',
      ...(policy === 'EXACT' && { batchSize: 1 }),
    };
  },
  experimentation: (asked, request) => ({
    facts: { experimentation: resolveExperimentation(asked, request) },
    metric: 'TIME_TO_FIRST_RESULT',
  }),
  inputPipeline: (pipeline, request) => ({
    facts: { inputPipeline: resolveInputPipeline(pipeline, request) },
    metric: 'THROUGHPUT',
  }),
};

/** Null where none is asked for. Throws BAD_USER_INPUT, also for a metric or a task that does not go with it. */
export function resolveScenario(request: StartRaceRequest): ResolvedScenario | null {
  const { scenario, metric } = request;
  if (!scenario) {
    if (metric !== 'SERVER_RATE') return null;
    const message = 'What rate a server keeps hangs on how soon it has to answer.';
    throw badInput(
      'input.scenario',
      message,
      'Give `scenario: { server: { latencyBoundSeconds: 0.01 } }`, or race another metric.',
    );
  }
  const kinds = Object.keys(KINDS) as Kind[];
  const [kind, ...others] = kinds.filter((name) => scenario[name]);
  if (kind === undefined || others.length > 0) {
    const message = `A scenario is one of several kinds, and ${kind === undefined ? 'none' : 'more than one'} is named.`;
    throw badInput('input.scenario', message, `Give ${kinds.map((name) => `\`${name}\``).join(' or ')}.`);
  }
  return resolveKind(kind, scenario, request);
}

function resolveKind<K extends Kind>(
  kind: K,
  scenario: RequestedScenario,
  request: StartRaceRequest,
): ResolvedScenario {
  const resolve = KINDS[kind] as Resolve<K>;
  return resolve(scenario[kind] as NonNullable<RequestedScenario[K]>, request);
}

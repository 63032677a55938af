/** What a client may ask of a server that is raced; each rule names the field and the remedy. */
import { badInput } from '../errors';
import { SERVED_PERCENTILES, type LatencyBound } from '../statistics/analysis';
import { requireRange } from './race-request-rules';
import type { RequestedScenario, StartRaceRequest } from './start-race-request';

const [TIGHTEST_BOUND_SECONDS, LOOSEST_BOUND_SECONDS] = [1e-4, 60];

/** Throws BAD_USER_INPUT, also for a metric or a task that does not go with it. */
export function resolveServer(
  server: NonNullable<RequestedScenario['server']>,
  { metric, task }: Pick<StartRaceRequest, 'metric' | 'task'>,
): LatencyBound {
  if (metric !== null && metric !== 'SERVER_RATE') {
    throw badInput(
      'input.metric',
      'In the scenario of a server the rate that it keeps is raced.',
      'Leave the metric out, or the scenario.',
    );
  }
  if (task !== 'INFERENCE') {
    throw badInput('input.task', 'Requests are answered by INFERENCE.', 'Use INFERENCE, or leave the scenario out.');
  }
  const percentile = SERVED_PERCENTILES.find((known) => known === server.percentile);
  if (percentile === undefined) {
    const field = 'input.scenario.server.percentile';
    throw badInput(
      field,
      'This percentile is not one that can be asked for.',
      `Use one of: ${SERVED_PERCENTILES.join(', ')}.`,
    );
  }
  const field = 'input.scenario.server.latencyBoundSeconds';
  const latencyBoundSeconds = requireRange(
    field,
    server.latencyBoundSeconds,
    TIGHTEST_BOUND_SECONDS,
    LOOSEST_BOUND_SECONDS,
  );
  return { latencyBoundSeconds, percentile };
}

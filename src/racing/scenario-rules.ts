/** What a client may ask of how requests come; each rule names the field and the remedy. */
import { badInput } from '../errors';
import type { ScenarioFacts } from '../entities/race.entity';
import { SERVED_PERCENTILES } from '../statistics/analysis';
import { requireRange } from './race-request-rules';
import type { StartRaceRequest } from './start-race-request';

const [TIGHTEST_BOUND_SECONDS, LOOSEST_BOUND_SECONDS] = [1e-4, 60];

/** Null where none is asked for. Throws BAD_USER_INPUT, also for a metric or a task that does not go with it. */
export function resolveScenario({ scenario, metric, task }: StartRaceRequest): ScenarioFacts | null {
  if (!scenario) {
    if (metric !== 'SERVER_RATE') return null;
    const message = 'What rate a server keeps hangs on how soon it has to answer.';
    throw badInput(
      'input.scenario',
      message,
      'Give `scenario: { server: { latencyBoundSeconds: 0.01 } }`, or race another metric.',
    );
  }
  const { server } = scenario;
  if (!server)
    throw badInput('input.scenario', 'A scenario is one of several kinds, and none is named.', 'Give `server`.');
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
  return { server: { latencyBoundSeconds, percentile } };
}

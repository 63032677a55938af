/**
 * What a client may ask of a single stream of requests, and of work that is there from the beginning (MLPerf Inference's
 * scenarios of these names); each rule names the field and the remedy.
 */
import { badInput } from '../errors';
import type { MetricName } from '../entities/race.entity';
import type { StartRaceRequest } from './start-race-request';

type Asked = Pick<StartRaceRequest, 'metric' | 'task' | 'batchSize'>;

/** Throws BAD_USER_INPUT. */
export function requireSingleStream(request: Asked): void {
  requireAnswers(request, 'LATENCY', 'In a single stream each answer is waited for: what is raced is LATENCY.');
  if (request.batchSize === null || request.batchSize === 1) return;
  const message = 'A single stream asks for one at a time.';
  throw badInput('input.batchSize', message, 'Leave the batch size out, or use the scenario `offline`.');
}

/** Throws BAD_USER_INPUT. */
export function requireOffline(request: Asked): void {
  requireAnswers(request, 'THROUGHPUT', 'Where all is there from the beginning, what is raced is THROUGHPUT.');
}

function requireAnswers({ metric, task }: Asked, raced: MetricName, message: string): void {
  if (task !== 'INFERENCE') {
    throw badInput('input.task', 'Requests are answered by INFERENCE.', 'Use INFERENCE, or leave the scenario out.');
  }
  if (metric !== null && metric !== raced) {
    throw badInput('input.metric', message, 'Leave the metric out, or the scenario.');
  }
}

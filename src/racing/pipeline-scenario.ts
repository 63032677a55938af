/** What a client may ask of an input pipeline that is raced; each rule names the field and the remedy. */
import type { InputPipelineFacts } from '../entities/race.entity';
import { badInput } from '../errors';
import { resolveBatchSize, resolveParameters } from '../workloads/parameters';
import { MOST_BATCHES } from '../workloads/tensors';
import { imageShapeOf } from './pipeline-images';
import { requireRange, requireWorkload } from './race-request-rules';
import type { RequestedScenario, StartRaceRequest } from './start-race-request';

/** Model, loader and both: each is timed, so that a race takes as much longer. */
export const PIPELINE_PARTS = 3;

const [SMALLEST_EDGE, LARGEST_EDGE] = [16, 2048];
const MOST_WORKERS = 64;
const LARGEST_BATCH = 512;
/** Of all images together: they are made anew for each race, some ten million pixels a second. */
const MOST_PIXELS = 2 ** 30;

/** Throws BAD_USER_INPUT, also for a workload, a metric, a task or a batch size that does not go with it. */
export function resolveInputPipeline(
  asked: NonNullable<RequestedScenario['inputPipeline']>,
  request: StartRaceRequest,
): InputPipelineFacts {
  requireThroughput(request);
  const batchSize = requireImages(request);
  const edge = (name: 'imageHeight' | 'imageWidth') =>
    requireRange(`${FIELD}.${name}`, asked[name], SMALLEST_EDGE, LARGEST_EDGE, true);
  const facts = {
    imageHeight: edge('imageHeight'),
    imageWidth: edge('imageWidth'),
    workers: requireRange(`${FIELD}.workers`, asked.workers, 1, MOST_WORKERS, true),
  };
  if (MOST_BATCHES * batchSize * facts.imageHeight * facts.imageWidth > MOST_PIXELS) {
    const message = `${MOST_BATCHES} batches of such images are more than ${MOST_PIXELS} pixels, and all of them are made.`;
    throw badInput(`${FIELD}.imageHeight`, message, 'Ask for smaller images, or a smaller batch.');
  }
  return facts;
}

const FIELD = 'input.scenario.inputPipeline';

function requireThroughput({ metric }: StartRaceRequest): void {
  if (metric !== null && metric !== 'THROUGHPUT') {
    const message = 'Through input pipelines the THROUGHPUT of loader and model together is raced.';
    throw badInput('input.metric', message, 'Leave the metric out, or the scenario.');
  }
}

/** The batch size. */
function requireImages(request: StartRaceRequest): number {
  const { workload } = requireWorkload(request);
  const batchSize = resolveBatchSize(workload, request.batchSize);
  if (!imageShapeOf(workload.graph(resolveParameters(workload, request.parameters), batchSize))) {
    const field = request.layers ? 'input.layers' : 'input.workload';
    const message = 'Through an input pipeline come images, and this does not read images of three channels alone.';
    throw badInput(field, message, 'Use resnet18, or layers with one input [height, width, 3] of float32.');
  }
  if (batchSize > LARGEST_BATCH) {
    const message = `Each batch has files of its own, so that with a pipeline it has ${LARGEST_BATCH} images at most.`;
    throw badInput('input.batchSize', message, `Use a batch size up to ${LARGEST_BATCH}.`);
  }
  return batchSize;
}

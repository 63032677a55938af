/**
 * The steps of a round through input pipelines (method.md §1.8): in every pass a block of the model alone on staged data,
 * one of the loader alone, and one of both. A loader starts anew for each of its blocks and ends with it, so that while the model
 * is alone nothing loads; before the clock starts it has used up the head start that it has.
 */
import type { WorkerSession } from '../engines/worker-session';
import type { InputPipelineFacts } from '../entities/race.entity';
import type { Through } from '../protocol/pipeline';
import { passOrder } from '../statistics/schedule';
import { measureAwake, rewarmIterations } from './awake';
import { checked } from './block-check';
import type { Contestant } from './contestant';
import { loadedHolds } from './loaded-proof';
import { witnessed } from './measuring-steps';
import { batchesAhead } from './pipeline-images';
import type { RaceFact } from './race-fact';
import type { RoundRequest } from './round-request';
import { LOADED_OTHERWISE } from './run-failure';
import { collect, leave } from './stage';

type Part = 'MODEL' | Through;
const PARTS: readonly Part[] = ['MODEL', 'LOADER', 'BOTH'];

/** A session that measures both, as its warm-up does. */
export function throughPipeline(session: WorkerSession, pipeline: InputPipelineFacts): Pick<WorkerSession, 'measure'> {
  const least = untimedBatches(pipeline);
  return {
    measure: (message, timeoutMilliseconds) => {
      const rewarm = Math.max(least, message.rewarmIterations);
      return session.measure({ ...message, rewarmIterations: rewarm, through: 'BOTH' }, timeoutMilliseconds);
    },
  };
}

/** All that may wait, and one in the hands of each worker. */
function untimedBatches(pipeline: InputPipelineFacts): number {
  return batchesAhead(pipeline) + pipeline.workers;
}

/** Whole turns of the workers, whose batches come in bunches: a part of a bunch would be a wrong rate. */
export function wholeTurns(iterationsPerBlock: number, { workers }: InputPipelineFacts): number {
  return workers * Math.max(FEWEST_TURNS, Math.ceil(iterationsPerBlock / workers));
}

const FEWEST_TURNS = 2;

/** A block of each part, in seeded order. */
export async function measurePipeline(
  contestant: Contestant,
  place: { readonly pass: number; readonly position: number },
  request: RoundRequest,
): Promise<RaceFact[]> {
  const { plan, round } = request;
  for (const index of passOrder(plan.seed, round, place.pass, PARTS.length)) {
    const failed = await measurePart(contestant, PARTS[index] ?? 'BOTH', place, request);
    if (failed.length > 0) return failed;
  }
  return [];
}

async function measurePart(
  contestant: Contestant,
  part: Part,
  place: { readonly pass: number; readonly position: number },
  { plan, images }: RoundRequest,
): Promise<RaceFact[]> {
  const { session, warmUp, pipeline } = contestant;
  const asked = plan.scenario?.inputPipeline;
  if (!asked || !images || !pipeline) throw new Error('A race through input pipelines has images');
  const iterationsPerBlock = warmUp?.iterationsPerBlock ?? 1;
  const message = { blocks: 1, iterationsPerBlock, rewarmIterations: rewarmIterations(iterationsPerBlock) };
  if (part === 'MODEL') {
    const blocks = await measureAwake(session, message);
    pipeline.modelNanoseconds.push(...blocks.map(({ elapsedNanoseconds }) => elapsedNanoseconds));
    return checked(contestant, blocks);
  }
  const through = {
    ...message,
    rewarmIterations: Math.max(message.rewarmIterations, untimedBatches(asked)),
    through: part,
  };
  if (part === 'BOTH') {
    const blocks = await witnessed(contestant, () => measureAwake(session, through));
    contestant.blocks.push(...blocks.map((block) => ({ ...block, ...place })));
    return checked(contestant, blocks);
  }
  const blocks = await measureAwake(session, through);
  pipeline.loaderNanoseconds.push(...blocks.map(({ elapsedNanoseconds }) => elapsedNanoseconds));
  const holds = blocks.every((block) => loadedHolds(block, images.reference, images, plan.precision));
  return holds ? [] : collect(leave(contestant, 'FAILED', LOADED_OTHERWISE));
}

/** The proof of a contestant's loader, on its way through a round. */
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { FailureFacts } from '../entities/race.entity';
import type { PipelineMessage } from '../protocol/pipeline';
import type { Contestant } from './contestant';
import { judgeLoaded } from './loaded-proof';
import type { RacePlan } from './race-plan';
import type { RoundRequest } from './round-request';
import { loadedFailure } from './run-failure';

type Images = NonNullable<RoundRequest['images']>;

/** What its worker is told; from here on there are facts of its trial. */
export function pipelineFor(contestant: Contestant, images: Images, workDirectory: string): PipelineMessage {
  const { folder, flips, mean, deviation, workers, prefetchBatches, sha256 } = images;
  contestant.pipeline = { imagesSha256: sha256, pageCache: 'WARM', modelNanoseconds: [], loaderNanoseconds: [] };
  const outputFile = loadedFile(contestant, workDirectory);
  return {
    folder,
    flips: [...flips],
    mean: [...mean],
    deviation: [...deviation],
    workers,
    prefetchBatches,
    outputFile,
  };
}

/** Null where it loads what it has to; its failure otherwise. */
export async function tryJudgingLoaded(
  contestant: Contestant,
  images: Images,
  { workDirectory, precision }: RacePlan,
): Promise<FailureFacts | 'unreadable' | null> {
  const file = loadedFile(contestant, workDirectory);
  try {
    const judgement = judgeLoaded(file, images.reference, images, precision);
    return judgement.levels <= judgement.tolerance ? null : loadedFailure(judgement);
  } catch {
    return 'unreadable';
  } finally {
    await rm(file, { force: true });
  }
}

function loadedFile({ round, entrant }: Contestant, workDirectory: string): string {
  return path.join(workDirectory, `loaded-${round}-${entrant.position}.safetensors`);
}

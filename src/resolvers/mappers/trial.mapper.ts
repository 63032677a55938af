/** Trials, and their blocks as clients see them. */
import { secondsPerIteration } from '../../racing/block-codec';
import type { Page } from '../../racing/keyset';
import { timeToFirstResultSeconds } from '../../racing/metric';
import type { StoredTrial } from '../../entities/stored-trial';
import type { TrialConnectionType } from '../../schema/trial-connection.type';
import { TrialType } from '../../schema/trial.type';
import { toConnection } from '../paging';
import { toTrialPipeline } from './input-pipeline.mapper';
import { make, toDate } from './make';
import { toServing } from './serving.mapper';

export function toTrial(row: StoredTrial): TrialType {
  const { id, round, startedAt, iterationsPerBlock, tags, foreignShare, clockHertz, gpu, energy, serving } = row;
  return make<TrialType, 'blockSeconds' | 'shape'>(TrialType, {
    row,
    id,
    round,
    startedAt: toDate(startedAt),
    iterationsPerBlock,
    tags,
    foreignShare,
    clockHertz,
    gpu,
    energy,
    serving: toServing(serving),
    timeToFirstResultSeconds: tags.includes('EXCLUSIVE') ? timeToFirstResultSeconds(row) : null,
    inputPipeline: toTrialPipeline(row),
  });
}

export function toTrialConnection(page: Page<StoredTrial>): TrialConnectionType {
  return toConnection('trial', page, (row) => row.round, toTrial);
}

export function blockSeconds({ blocks }: StoredTrial): number[] {
  return blocks.map(secondsPerIteration);
}

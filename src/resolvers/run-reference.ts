/** The run that a standing, a comparison, a warning or an event names. */
import type { RunType } from '../schema/run.type';
import type { ApiContext } from './context';
import { requirePresent } from './input-rules';
import { toRun } from './mappers/run.mapper';

/** Throws NOT_FOUND where its race was deleted meanwhile. */
export async function loadRun({ loaders }: ApiContext, runId: string): Promise<RunType> {
  return toRun(requirePresent(await loaders.runs.load(runId)));
}

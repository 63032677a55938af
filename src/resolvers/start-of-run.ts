/** What a run's charts and reports show of its way to the first result. */
import type { ColdStart } from '../racing/cold-start';
import type { EditStart } from '../racing/edit-start';
import type { Loaders } from './loaders';

/** From the start of its processes; where the model is changed in one that goes on, from the change. */
export async function startOf(
  { coldStarts, editStarts }: Pick<Loaders, 'coldStarts' | 'editStarts'>,
  runId: string,
): Promise<ColdStart | EditStart | null> {
  return (await coldStarts.load(runId)) ?? editStarts.load(runId);
}

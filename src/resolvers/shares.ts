/** How near the runs of a race come to what their machine can do, as far as that was measured. */
import type { Race } from '../entities/race.entity';
import { limitFor, subjectOf } from '../racing/limits-of-machine';
import { sharesOfRace, type RunShare } from '../racing/shares-of-race';
import type { ApiContext } from './context';

export async function sharesOf(race: Race, { loaders }: ApiContext): Promise<RunShare[]> {
  if (race.hardwareProfileId === null) return [];
  const profile = await loaders.hardwareProfiles.load(race.hardwareProfileId);
  const limit = limitFor(subjectOf(race), profile?.limits ?? []);
  return limit ? sharesOfRace(race, limit) : [];
}

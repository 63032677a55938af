/** The races of a report as its fields need them. */
import { quickBudgetSecondsOf } from '../claims/report-plan';
import type { ReportedRace } from '../racing/report-result';
import type { ApiContext } from './context';

export type WithRuns = 'WITH_RUNS' | 'WITHOUT_RUNS';

export async function racesOf(
  reportId: string,
  { loaders }: Pick<ApiContext, 'loaders'>,
  runs: WithRuns,
): Promise<ReportedRace[]> {
  const rows = await loaders.racesOfReport.load(reportId);
  return Promise.all(
    rows.map(async ({ key, name, raceId }) => {
      const race = raceId === null ? null : await loaders.races.load(raceId);
      const isNeeded = race !== null && runs === 'WITH_RUNS';
      // Whole ones: why an entrant is missing stands in what brief ones leave out.
      const kept = isNeeded ? await loaders.runsOfRace.load(race.id) : [];
      return { key, name, usualSeconds: quickBudgetSecondsOf(key), race, runs: kept };
    }),
  );
}

/** What a race will likely be able to tell apart, before it can say so itself: from what its machine did lately. */
import { In, IsNull, LessThan, Not, type DataSource } from 'typeorm';
import { Race } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import { median } from '../statistics/descriptive';
import { alphaPerLook, firstLook } from '../statistics/looks';
import { detectableMultiple } from '../statistics/minimum-detectable-difference';
import { comparisonCount } from '../statistics/race-analysis';
import { measuredBy } from './metric';
import { CONFIDENCE } from './race-runner';

/** The machine as it is rather than as it was. */
const RECENT_RACES = 20;

/**
 * Relative difference that a race likely detects, with 80 % power, at its first look on the machine: from the median
 * spread of round differences in the machine's races before it that timed the same kind of thing. Null without such
 * a race, for a race of one, and for one that was deleted.
 */
export async function expectedDetectableDifference(
  database: DataSource,
  raceId: string,
  hardwareProfileId: string,
): Promise<number | null> {
  const race = await database.getRepository(Race).findOneBy({ id: raceId });
  const entrants = await database.getRepository(Run).countBy({ raceId, cloneOf: IsNull(), status: Not('UNSUPPORTED') });
  if (!race || entrants < 2) return null;
  const earlier = await database.getRepository(Race).find({
    where: { hardwareProfileId, status: In(['FINISHED', 'CANCELLED']), createdAt: LessThan(race.createdAt) },
    order: { createdAt: 'DESC' },
    take: RECENT_RACES,
  });
  const spreads = earlier
    .filter(({ metric }) => measuredBy(metric) === measuredBy(race.metric))
    .flatMap((other) => spreadsOf(other));
  if (spreads.length === 0) return null;
  const pairs = comparisonCount(race.question, entrants);
  return Math.expm1(median(spreads) * detectablePerSpread(firstLook(pairs), pairs));
}

/** Standard deviations of the round differences of a race, from what it could detect. */
function spreadsOf({ analysis, question }: Race): number[] {
  const pairs = comparisonCount(question, analysis?.standings.length ?? 0);
  return (analysis?.comparisons ?? []).flatMap(({ minimumDetectableDifference, rounds }) =>
    minimumDetectableDifference === null
      ? []
      : [Math.log1p(minimumDetectableDifference) / detectablePerSpread(rounds, pairs)],
  );
}

function detectablePerSpread(rounds: number, pairs: number): number {
  return detectableMultiple(rounds, alphaPerLook(CONFIDENCE, pairs)) / Math.sqrt(rounds);
}

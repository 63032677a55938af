/** The charts of a report: what each claim rests on. */
import { drawEffects } from '../charts/effects';
import type { Chart } from '../charts/chart';
import { drawSpeedups, type SpeedupRow, type Speedups } from '../charts/speedups';
import { drawStages } from '../charts/stages';
import type { Part } from '../claims/claim';
import type { Effect } from '../claims/effect';
import type { JudgedClaim, JudgedPart } from '../claims/judge';
import { isShown } from '../claims/shown';
import type { Interval } from '../statistics/analysis';
import { capitalised } from '../statistics/format';
import { judge as judgeInterval } from '../statistics/verdict';
import { overheadSketches, showsOverhead } from './overhead-charts';
import { PRACTICAL_DIFFERENCE, racesOfClaim, type DocumentedRace, type ReportDocument } from './report-document';
import { chartName, idOf, type Sketch } from './sketch';

/** Its name among the charts. */
export const OVERVIEW = 'overview';

export function sketchesOf({ claims, races }: Pick<ReportDocument, 'claims' | 'races'>): Sketch[] {
  return claims.flatMap(({ declared, judged }) => [
    ...overheadSketches(judged),
    ...judged.parts.flatMap((part, index) => partSketch(judged.id, declared.parts[index], part, races)),
    ...startsOf(judged, races).map(({ name: race, rows }, index) => {
      const name = chartName(judged.id, `starts-${index + 1}`);
      const title = `${capitalised(race)}: from the start of the process on`;
      return { name, draw: () => drawStages({ id: idOf(name), title, unit: 's', rows }) };
    }),
  ]);
}

/** None where nothing of it was measured, and where a curve shows the same and more. */
function partSketch(
  claim: string,
  rule: Part | undefined,
  part: JudgedPart,
  races: readonly DocumentedRace[],
): Sketch[] {
  const name = chartName(claim, part.id);
  const isMeasured = part.effects.some(({ timesAsFast }) => timesAsFast !== null);
  return rule && isMeasured && !showsOverhead(part) ? [{ name, draw: () => chartOf(name, rule, part, races) }] : [];
}

/** What every part says that was measured whole, side by side; null where none was. */
export function overviewOf({ id, claims }: Pick<ReportDocument, 'id' | 'claims'>): Speedups | null {
  const rows = claims.flatMap(({ judged }) => judged.parts.flatMap(averageRow));
  if (rows.length === 0) return null;
  const frame = { id: idOf(`${id}-overview`), title: 'On average over all cases of each part' };
  return { ...frame, practicalDifference: PRACTICAL_DIFFERENCE, axis: 'times as fast', rows };
}

function averageRow({ name, timesAsFast, effects: [first] }: JudgedPart): SpeedupRow[] {
  if (timesAsFast === null || !first) return [];
  const { value, low, high, confidence } = timesAsFast;
  const judged = judge({ value: -Math.log(value), low: -Math.log(high), high: -Math.log(low), confidence });
  return [
    {
      ...{ label: `${first.subject}, ${name}`, against: first.other, confidence },
      ...{ ratio: value, lower: low, upper: high, verdict: judged },
    },
  ];
}

function judge(logRatio: Interval): SpeedupRow['verdict'] {
  const { verdict } = judgeInterval(logRatio, PRACTICAL_DIFFERENCE);
  if (verdict === 'CANDIDATE_FASTER') return 'FASTER';
  return verdict === 'BASELINE_FASTER' ? 'SLOWER' : verdict;
}

function chartOf(name: string, rule: Part, part: JudgedPart, races: readonly DocumentedRace[]): Chart {
  const first = part.effects[0];
  const title = capitalised('duels' in rule && first ? `${part.name}: ${first.subject}` : part.name);
  const frame = { id: idOf(name), title, finding: part.sentence };
  if (!('duels' in rule)) {
    return drawEffects({
      ...frame,
      axis: 'times as fast',
      rows: part.effects.map((effect) => ({ label: effect.name, ...ends(effect) })),
    });
  }
  const others = new Set(part.effects.map(({ other }) => other));
  const race = races.find(({ key }) => key === first?.race);
  return drawSpeedups({
    ...frame,
    practicalDifference:
      rule.expects.kind === 'ALIKE' ? rule.expects.within : (race?.practicalDifference ?? PRACTICAL_DIFFERENCE),
    axis: others.size === 1 ? `times as fast as ${first?.other ?? ''}` : 'times as fast',
    rows: part.effects.map(rowOf),
  });
}

const VERDICTS = { FASTER: 'FASTER', SLOWER: 'SLOWER', ALIKE: 'NO_PRACTICAL_DIFFERENCE' } as const;

function rowOf(effect: Effect): SpeedupRow {
  const { factor, lower, upper } = ends(effect);
  const confidence = effect.timesAsFast?.confidence;
  return {
    ...{ label: effect.name, ratio: factor, lower, upper },
    verdict: effect.seen === null ? 'INCONCLUSIVE' : VERDICTS[effect.seen],
    ...(confidence === undefined ? {} : { confidence }),
  };
}

function ends({ timesAsFast }: Effect) {
  const shown = timesAsFast && isShown(timesAsFast) ? timesAsFast : null;
  return { factor: timesAsFast?.value ?? null, lower: shown?.low ?? null, upper: shown?.high ?? null };
}

/** The races of a claim in which starts were raced: a bar for each entrant. */
function startsOf(claim: JudgedClaim, races: readonly DocumentedRace[]) {
  return racesOfClaim(claim, races)
    .filter(({ entrants }) => entrants.some(({ stages }) => stages.length > 0))
    .map(({ name, entrants }) => ({ name, rows: entrants.map(({ label, stages }) => ({ label, stages })) }));
}

/** The charts of a report: what each claim rests on. */
import { drawEffects } from '../charts/effects';
import type { Chart } from '../charts/chart';
import { drawSpeedups, type SpeedupRow } from '../charts/speedups';
import { drawStages } from '../charts/stages';
import type { Part } from '../claims/claim';
import type { Effect } from '../claims/effect';
import type { JudgedClaim, JudgedPart } from '../claims/judge';
import type { DocumentedRace, ReportDocument } from './report-document';

/** By the name with which the text refers to it. */
export type Charts = ReadonlyMap<string, Chart>;

export const chartName = (claim: string, part: string) => `${claim}.${part}`;

/** As races do where nothing else is known. */
const PRACTICAL_DIFFERENCE = 0.02;

export function chartsOf({ claims, races }: Pick<ReportDocument, 'claims' | 'races'>): Charts {
  const charts = new Map<string, Chart>();
  for (const { declared, judged } of claims) {
    judged.parts.forEach((part, index) => {
      const rule = declared.parts[index];
      const name = chartName(judged.id, part.id);
      if (rule && part.effects.some(({ timesAsFast }) => timesAsFast !== null))
        charts.set(name, chartOf(name, rule, part, races));
    });
    const name = chartName(judged.id, 'starts');
    const started = startsOf(judged, races);
    if (started.length > 0) {
      charts.set(
        name,
        drawStages({
          id: idOf(name),
          title: 'From the start of the process to the first result',
          unit: 's',
          rows: started,
        }),
      );
    }
  }
  return charts;
}

/** Names inside an SVG must be names in XML. */
const idOf = (name: string) => name.replace(/[^a-z0-9]/gi, '-');

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
  const { value, low, high, confidence } = effect.timesAsFast ?? {
    value: null,
    low: null,
    high: null,
    confidence: undefined,
  };
  return {
    ...{ label: effect.name, ratio: value, lower: low, upper: high },
    verdict: effect.seen === null ? 'INCONCLUSIVE' : VERDICTS[effect.seen],
    ...(confidence === undefined ? {} : { confidence }),
  };
}

function ends({ timesAsFast }: Effect) {
  return { factor: timesAsFast?.value ?? null, lower: timesAsFast?.low ?? null, upper: timesAsFast?.high ?? null };
}

/** Of the races of a claim in which starts were raced: a bar for each entrant. */
function startsOf(claim: JudgedClaim, races: readonly DocumentedRace[]) {
  const keys = new Set(claim.parts.flatMap(({ effects }) => effects.map(({ race }) => race)));
  return races
    .filter(({ key }) => keys.has(key))
    .flatMap(({ name, entrants }) =>
      entrants
        .filter(({ stages }) => stages.length > 0)
        .map(({ label, stages }) => ({ label: `${label}: ${name}`, stages })),
    );
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

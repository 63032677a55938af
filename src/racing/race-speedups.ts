/** What the pairs of a race say, as rows of a chart. */
import type { SpeedupRow, Speedups } from '../charts/speedups';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { Measured, PairAnalysis, VerdictName } from '../statistics/analysis';
import { entrants } from '../statistics/race-analysis';
import { seenFrom } from '../statistics/seen-from';
import { inverted } from '../statistics/wording';
import { measuredBy } from './metric';
import { frameOf } from './race-charts';

/** Null where no pair was compared yet. */
export function speedupsOf(race: Race, runs: readonly Run[]): Speedups | null {
  const pairs = race.analysis?.comparisons ?? [];
  if (pairs.length === 0) return null;
  const measured = measuredBy(race.metric);
  const isAmount = measured === 'PEAK_MEMORY' || measured === 'ENERGY';
  const labels = new Map(runs.map(({ id, label }) => [id, label]));
  const common = commonRun(pairs);
  const rowOf = ({ candidateRunId, baselineRunId, ratio, verdict }: PairAnalysis): SpeedupRow => {
    // An amount is less where it is better; a speed is more.
    const { value, low, high, confidence } = isAmount ? ratio : inverted(ratio);
    const label = labels.get(candidateRunId) ?? '';
    const against = common === null ? { against: labels.get(baselineRunId) ?? '' } : {};
    return { label, ...against, ratio: value, lower: low, upper: high, confidence, verdict: VERDICTS[verdict] };
  };
  const seen = pairs.map((pair) => (common === null ? pair : (seenFrom(common, pair) ?? pair)));
  const compared = new Set(pairs.flatMap(({ baselineRunId, candidateRunId }) => [baselineRunId, candidateRunId]));
  const left = entrants(runs).filter(({ id }) => !compared.has(id));
  const than = common === null ? '' : ` as ${labels.get(common) ?? ''}`;
  return {
    ...frameOf(race, 'speedups', isAmount ? 'how much each needs' : 'how fast'),
    practicalDifference: race.practicalDifference,
    axis: `${TIMES[measured]}${than}`,
    ...(isAmount && { better: 'needs less', worse: 'needs more' }),
    rows: [...seen.map(rowOf), ...left.map(({ label }) => unmeasured(label))],
  };
}

const TIMES: Readonly<Record<Measured, string>> = {
  ITERATION: 'times as fast',
  FIRST_RESULT: 'times as fast to the first result',
  PEAK_MEMORY: 'times as much memory',
  ENERGY: 'times as much energy',
  REQUEST: 'times as many requests a second',
};

const VERDICTS: Readonly<Record<VerdictName, SpeedupRow['verdict']>> = {
  CANDIDATE_FASTER: 'FASTER',
  BASELINE_FASTER: 'SLOWER',
  NO_PRACTICAL_DIFFERENCE: 'NO_PRACTICAL_DIFFERENCE',
  INCONCLUSIVE: 'INCONCLUSIVE',
};

/** The run that all pairs have; null where there is none. Of a single pair, its baseline. */
function commonRun(pairs: readonly PairAnalysis[]): string | null {
  const [first] = pairs;
  const candidates = first ? [first.baselineRunId, first.candidateRunId] : [];
  return candidates.find((id) => pairs.every((pair) => seenFrom(id, pair) !== null)) ?? null;
}

function unmeasured(label: string): SpeedupRow {
  return { label, ratio: null, lower: null, upper: null, verdict: 'INCONCLUSIVE' };
}

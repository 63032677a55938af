/** Races and what belongs to no other row. */
import type { Race, WarningFacts } from '../../entities/race.entity';
import type { Page } from '../../racing/keyset';
import { toldOf } from '../../racing/metric';
import type { Reanalysis } from '../../racing/post-hoc';
import { ComparisonType } from '../../schema/comparison.type';
import type { RaceConnectionType } from '../../schema/race-connection.type';
import { RaceType } from '../../schema/race.type';
import { ReanalysisType } from '../../schema/reanalysis.type';
import { StandingType } from '../../schema/standing.type';
import { WarningType } from '../../schema/warning.type';
import type { PairAnalysis, RaceAnalysis, Told } from '../../statistics/analysis';
import { toConnection } from '../paging';
import { toEstimate } from './estimate.mapper';
import { toScenario } from './scenario.mapper';
import { make, toDate, toOptionalDate } from './make';

export function toRace(row: Race): RaceType {
  type Elsewhere =
    'workload' | 'hardware' | 'runs' | 'environmentGrade' | 'disturbances' | 'spec' | 'warnings' | 'waitingFor';
  // Not the whole row: a page would copy all columns of fifty.
  const stakes: Stakes = { practicalDifference: row.practicalDifference, measured: toldOf(row) };
  const { standings, comparisons } = toStatements(row.analysis, stakes);
  return make<RaceType, Elsewhere>(RaceType, {
    row,
    id: row.id,
    label: row.label,
    owner: row.owner,
    project: row.project,
    status: row.status,
    parameters: Object.entries(row.parameters).map(([name, value]) => ({ name, value: String(value) })),
    task: row.task,
    precision: row.precision,
    division: row.division,
    batchSize: row.batchSize,
    metric: row.metric,
    scenario: toScenario(row),
    compilationCaches: row.compilationCaches,
    question: row.question,
    effort: row.effort,
    practicalDifference: row.practicalDifference,
    targetHalfWidth: row.targetHalfWidth,
    expectedDetectableDifference: row.expectedDetectableDifference,
    budgetSeconds: row.budgetSeconds,
    device: row.device,
    threads: row.threads,
    seed: row.seed,
    tensorsSha256: row.tensorsSha256,
    createdAt: toDate(row.createdAt),
    startedAt: toOptionalDate(row.startedAt),
    finishedAt: toOptionalDate(row.finishedAt),
    roundsCompleted: row.roundsCompleted,
    standings,
    comparisons,
    selfCheck: row.analysis?.selfCheck ? toComparison(row.analysis.selfCheck, stakes) : null,
    verdict: row.verdict,
    failure: row.failure,
  });
}

export function toWarnings(warnings: readonly WarningFacts[]): WarningType[] {
  return warnings.map((warning) => make<WarningType, 'run'>(WarningType, { ...warning }));
}

/** What a comparison is judged and worded by. */
interface Stakes {
  readonly practicalDifference: number;
  readonly measured: Told;
}

function toStatements(analysis: RaceAnalysis | null, stakes: Stakes) {
  return {
    standings: (analysis?.standings ?? []).map((entry) => make<StandingType, 'run'>(StandingType, { ...entry })),
    comparisons: (analysis?.comparisons ?? []).flatMap((pair) => toComparison(pair, stakes) ?? []),
  };
}

export function toReanalysis({ race, analysis, practicalDifference, confidence, verdict }: Reanalysis): ReanalysisType {
  return make<ReanalysisType>(ReanalysisType, {
    race: toRace(race),
    practicalDifference,
    confidence,
    roundsCompleted: analysis.roundsCompleted,
    ...toStatements(analysis, { practicalDifference, measured: toldOf(race) }),
    verdict,
  });
}

export function toRaceConnection(page: Page<Race>): RaceConnectionType {
  return toConnection('race', page, (row) => row.createdAt, toRace);
}

/** Null for a pair whose ratio has no bounds yet. */
export function toComparison(pair: PairAnalysis, { practicalDifference, measured }: Stakes): ComparisonType | null {
  const ratio = toEstimate(pair.ratio);
  if (!ratio) return null;
  return make<ComparisonType, 'baseline' | 'candidate' | 'sentence'>(ComparisonType, {
    pair,
    practicalDifference,
    measured,
    ratio,
    totalRatio: toEstimate(pair.totalRatio),
    breakEvenIterations: toEstimate(pair.breakEven?.iterations),
    verdict: pair.verdict,
    clear: pair.clear,
    rounds: pair.rounds,
    minimumDetectableDifference: pair.minimumDetectableDifference,
    furtherRounds: pair.furtherRounds,
    flags: [...pair.flags],
  });
}

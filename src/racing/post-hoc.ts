/** What stored blocks say to other questions than the one that their race asked. Reads only. */
import type { DataSource } from 'typeorm';
import { badInput, PhotofinishError } from '../errors';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { AnalysisInput, PairAnalysis, RaceAnalysis, RunSample, Told } from '../statistics/analysis';
import { interimAnalysis } from '../statistics/interim-analysis';
import { analyseRace } from '../statistics/race-analysis';
import { analyseUnpaired, type UnpairedRun } from '../statistics/unpaired';
import { groupBy } from './group-by';
import { hasEnded } from './race-status';
import type { RaceReader } from './race-reader';
import { SAMPLED_FIELDS, storedSample, toldOf } from './metric';
import { verdictOf } from './race-ending';
import { requirePracticalDifference, requireRange } from './race-request-rules';
import { CONFIDENCE } from './race-runner';
import { levelsInOtherRaces } from './repeats';
import { differencesOfWork, flagsOfSetting } from './same-work';
import { trialsOf } from './stored-trials';

export interface PostHocQuestion {
  /** Null: the race's own. */
  readonly practicalDifference: number | null;
  /** Null: 0.95. */
  readonly confidence: number | null;
}

export interface Reanalysis {
  readonly race: Race;
  readonly practicalDifference: number;
  readonly confidence: number;
  readonly analysis: RaceAnalysis;
  /** As the race would say it; null where no round was completed. */
  readonly verdict: string | null;
}

export interface PostHocComparison {
  readonly pair: PairAnalysis;
  readonly practicalDifference: number;
  readonly measured: Told;
}

export class PostHocAnalyst {
  constructor(
    private readonly database: DataSource,
    private readonly reader: Pick<RaceReader, 'races' | 'runs' | 'runsOfRaces'>,
  ) {}

  /** The same, for somebody whose reader sees less. */
  within(reader: Pick<RaceReader, 'races' | 'runs' | 'runsOfRaces'>): PostHocAnalyst {
    return new PostHocAnalyst(this.database, reader);
  }

  /** With null for both values the stored analysis, bit for bit. Throws BAD_USER_INPUT, NOT_FOUND or CONFLICT. */
  async reanalyse(raceId: string, question: PostHocQuestion): Promise<Reanalysis> {
    const race = await this.requireEnded(raceId, 'raceId');
    const rule = ruleOf(race, question);
    const [runs = []] = await this.reader.runsOfRaces([raceId]);
    const samples = await this.samplesOf(race, runs);
    const analysis = analysisOf(race, { ...rule, runs: samples, question: race.question });
    return { race, ...rule, analysis, verdict: verdictOf({ ...race, ...rule, analysis }, runs) };
  }

  /** Of two runs that did the same work, in one race or in two. Throws BAD_USER_INPUT, NOT_FOUND or CONFLICT. */
  async compare(baselineId: string, candidateId: string, question: PostHocQuestion): Promise<PostHocComparison> {
    if (baselineId === candidateId) {
      throw badInput('candidate', 'A run cannot be compared with itself.', 'Name two runs.');
    }
    const [baseline, candidate] = await this.reader.runs([baselineId, candidateId]);
    const [from, to] = [requireRun(baseline, 'baseline'), requireRun(candidate, 'candidate')];
    return from.raceId === to.raceId ? this.compareWithin(from, to, question) : this.compareAcross(from, to, question);
  }

  /** Paired, sharing the error of all pairs of their race: whoever picks one afterwards has seen them all. */
  private async compareWithin(baseline: Run, candidate: Run, question: PostHocQuestion): Promise<PostHocComparison> {
    const race = await this.requireEnded(baseline.raceId, 'baseline');
    const rule = ruleOf(race, question);
    const [runs = []] = await this.reader.runsOfRaces([race.id]);
    // The pair first, in the order asked for; a clone counts as an entrant here.
    const ordered = [baseline, candidate, ...runs.filter(({ id }) => id !== baseline.id && id !== candidate.id)];
    const samples = await this.samplesOf(race, ordered);
    const bare = samples.map(({ runId, trials }) => ({ runId, trials }));
    const { comparisons } = analysisOf(race, { ...rule, runs: bare, question: 'ALL_PAIRS' });
    const pair = comparisons.find(
      ({ baselineRunId, candidateRunId }) => baselineRunId === baseline.id && candidateRunId === candidate.id,
    );
    if (!pair) throw nothingMeasured('candidate');
    return { pair, practicalDifference: rule.practicalDifference, measured: toldOf(race) };
  }

  private async compareAcross(baseline: Run, candidate: Run, question: PostHocQuestion): Promise<PostHocComparison> {
    const [first, second] = [
      await this.requireEnded(baseline.raceId, 'baseline'),
      await this.requireEnded(candidate.raceId, 'candidate'),
    ];
    const differing = differencesOfWork(first, second);
    if (differing.length > 0) {
      const message = `These runs did different work: ${differing.join(', ')} differ.`;
      throw badInput('candidate', message, 'Name two runs of the same workload, parameters, task and precision.');
    }
    const rule = ruleOf(first, question);
    const pair = analyseUnpaired(
      await this.unpairedRun(first, baseline, 'baseline'),
      await this.unpairedRun(second, candidate, 'candidate'),
      rule,
    );
    const flags = [...pair.flags, ...flagsOfSetting(first, second)];
    const { practicalDifference } = rule;
    return { pair: { ...pair, flags }, practicalDifference, measured: toldOf(first) };
  }

  private async unpairedRun(race: Race, run: Run, field: string): Promise<UnpairedRun> {
    const [sample] = await this.samplesOf(race, [run]);
    if (!sample || sample.trials.length === 0) throw nothingMeasured(field);
    return { ...sample, otherLogLevels: await levelsInOtherRaces(this.database, race, run) };
  }

  /** Complete trials of the runs that the race's analysis is about, in the order of the runs. */
  private async samplesOf({ id, analysis, metric }: Race, runs: readonly Run[]): Promise<RunSample[]> {
    const measured = new Set(analysis?.runs.map(({ runId }) => runId));
    const trials = await trialsOf(this.database, 'raceId', [id], SAMPLED_FIELDS);
    const complete = trials.filter(({ tags }) => !tags.includes('INCOMPLETE'));
    const byRun = groupBy(complete, ({ runId }) => runId);
    return runs
      .filter((run) => measured.has(run.id))
      .map((run) => ({
        runId: run.id,
        ...(run.cloneOf === null ? {} : { cloneOf: run.cloneOf }),
        trials: (byRun.get(run.id) ?? []).map((trial) => storedSample(trial, metric)),
      }));
  }

  private async requireEnded(raceId: string, field: string): Promise<Race> {
    const [race] = await this.reader.races([raceId]);
    if (!race) throw notFound(field);
    if (!hasEnded(race.status)) {
      throw new PhotofinishError('CONFLICT', 'This race is still being measured.', {
        field,
        advice: 'Ask when it has ended, or cancel it: what was measured is kept.',
      });
    }
    return race;
  }
}

/** A race that was cut short says what it said at its last planned look, as its own answer does. */
function analysisOf({ status }: Race, input: AnalysisInput): RaceAnalysis {
  return status === 'FINISHED' ? analyseRace(input) : interimAnalysis(input);
}

function ruleOf(race: Race, { practicalDifference, confidence }: PostHocQuestion) {
  return {
    practicalDifference:
      practicalDifference === null
        ? race.practicalDifference
        : requirePracticalDifference('practicalDifference', practicalDifference),
    confidence: confidence === null ? CONFIDENCE : requireRange('confidence', confidence, 0.5, 0.999),
  };
}

function requireRun(run: Run | null | undefined, field: string): Run {
  if (!run) throw notFound(field);
  return run;
}

function notFound(field: string): PhotofinishError {
  const advice = 'It may have been deleted: `races` lists what is there.';
  return new PhotofinishError('NOT_FOUND', 'Nothing has this id.', { field, advice });
}

function nothingMeasured(field: string): PhotofinishError {
  return badInput(field, 'No round of this run was completed.', 'Name a run with `secondsPerIteration`.');
}

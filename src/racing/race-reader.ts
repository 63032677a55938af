/** The reading side of the rows: every method that takes many ids answers them all in a constant number of statements. */
import { In, type DataSource, type FindOptionsSelect } from 'typeorm';
import { AuditEntry } from '../entities/audit-entry.entity';
import { HardwareProfile } from '../entities/hardware-profile.entity';
import { Race, type EnvironmentGradeName, type RaceStatusName } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import type { ColdStart } from './cold-start';
import { coldStartsOfRuns } from './cold-start-reader';
import type { EditStart } from './edit-start';
import { editStartsOfRuns } from './edit-start-reader';
import { environmentGrade } from './disturbance';
import { disturbancesOf, type DisturbanceFacts } from './disturbance-report';
import { groupBy } from './group-by';
import { hostBoundShare } from './host-bound';
import { readPage, readPagePerParent, type Ordering, type Page, type PageRequest } from './keyset';
import { largest } from './largest';
import { latencyPercentiles, type LatencyPercentiles } from './latencies';
import { SAMPLED_FIELDS } from './metric';
import { LENGTHS_FIELDS } from './run-lengths';
import { trialPagesOf, trialsById, trialsOf } from './stored-trials';
import { runPipeline, type RunPipeline } from './trial-pipeline';
import { OF_PROJECTS, VisibleRows } from './visible-rows';
import type { StoredTrial } from '../entities/stored-trial';

/** Every condition that is not null must hold. */
export interface RaceConditions {
  readonly status: RaceStatusName | null;
  readonly workload: string | null;
  /** Engine of at least one entrant. */
  readonly engine: string | null;
  readonly hardwareProfileId: string | null;
  readonly project: string | null;
  /** The whole label. */
  readonly label: string | null;
  /** Epoch milliseconds: created at `since` or later, and before `until`. */
  readonly since: number | null;
  readonly until: number | null;
}

/** Most memory that any process of a run held; null where nothing was measured. */
export interface MemoryPeaks {
  readonly residentBytes: number | null;
  readonly deviceBytes: number | null;
}

/** How quiet a race's machine was; the grade is null where no block was measured. */
export interface Environment {
  readonly grade: EnvironmentGradeName | null;
  readonly disturbances: readonly DisturbanceFacts[];
}

/** Of a run: long texts, which a page of many runs mostly does without. */
export const LONG_RUN_FIELDS = ['device', 'settings', 'implementation', 'parity', 'failure'] as const;

const NEWEST_FIRST: Ordering = { property: 'createdAt', direction: 'DESC' };

const CONDITIONS: { readonly [Name in keyof RaceConditions]: string } = {
  status: 'item.status = :status',
  workload: 'item.workload = :workload',
  engine: 'EXISTS (SELECT 1 FROM "run" "entrant" WHERE "entrant"."raceId" = item.id AND "entrant"."engine" = :engine)',
  hardwareProfileId: 'item.hardwareProfileId = :hardwareProfileId',
  project: 'item.project = :project',
  label: 'item.label = :label',
  since: 'item.createdAt >= :since',
  until: 'item.createdAt < :until',
};

/** Of what belongs to a race, in terms of "item". */
const OF_RACES_OF_PROJECTS =
  'EXISTS (SELECT 1 FROM "race" "whole" WHERE "whole"."id" = item.raceId AND "whole"."project" IN (:...projects))';

export class RaceReader {
  private readonly visible: VisibleRows;

  /** `projects`: races of others, and what was measured in them, do not exist for this reader; null: all do. */
  constructor(
    private readonly dataSource: DataSource,
    projects: readonly string[] | null = null,
  ) {
    this.visible = new VisibleRows(dataSource, projects);
  }

  /** The same rows, seen by somebody who has these projects only. */
  within(projects: readonly string[]): RaceReader {
    return new RaceReader(this.dataSource, projects);
  }

  /** In the order of the ids; null where nothing has the id. */
  races(ids: readonly string[]): Promise<(Race | null)[]> {
    return this.visible.byIds(Race, ids, OF_PROJECTS);
  }

  runs(ids: readonly string[]): Promise<(Run | null)[]> {
    return this.visible.byIds(Run, ids, OF_RACES_OF_PROJECTS);
  }

  async trials(ids: readonly string[]): Promise<(StoredTrial | null)[]> {
    const trials = await trialsById(this.dataSource, ids);
    if (trials.every((trial) => trial === null)) return trials;
    const runs = await this.runs(trials.flatMap((trial) => trial?.runId ?? []));
    const seen = new Set(runs.map((run) => run?.id));
    return trials.map((trial) => (trial && seen.has(trial.runId) ? trial : null));
  }

  /** With every measurement of their limits. */
  async hardwareProfiles(ids: readonly string[]): Promise<(HardwareProfile | null)[]> {
    const rows = await this.dataSource
      .getRepository(HardwareProfile)
      .find({ where: { id: In(ids) }, relations: { limits: true } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The runs of each race, in entrant order; brief ones without `LONG_RUN_FIELDS`. */
  async runsOfRaces(raceIds: readonly string[], isBrief = false): Promise<Run[][]> {
    const rows = await this.dataSource.getRepository(Run).find({
      ...(isBrief && { select: this.briefRun() }),
      where: { raceId: In(raceIds) },
      order: { position: 'ASC' },
    });
    const byRace = groupBy(rows, (run) => run.raceId);
    return raceIds.map((id) => byRace.get(id) ?? []);
  }

  /** Newest first. */
  racePage(conditions: RaceConditions, request: PageRequest): Promise<Page<Race>> {
    const query = this.visible.query(Race, OF_PROJECTS);
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      const value = conditions[name as keyof RaceConditions];
      if (value !== null) query.andWhere(condition, { [name]: value });
    }
    return readPage(query, NEWEST_FIRST, request);
  }

  /** Newest first; of one subject, or of all where it is null. */
  auditPage(subject: string | null, request: PageRequest): Promise<Page<AuditEntry>> {
    const query = this.dataSource.getRepository(AuditEntry).createQueryBuilder('entry');
    if (subject !== null) query.where('entry.subject = :subject', { subject });
    return readPage(query, { property: 'at', direction: 'DESC' }, request);
  }

  /** Newest first. */
  hardwareProfilePage(request: PageRequest): Promise<Page<HardwareProfile>> {
    const query = this.dataSource.getRepository(HardwareProfile).createQueryBuilder('hardware');
    return readPage(query, NEWEST_FIRST, request);
  }

  /** Of each machine, newest first. */
  racePagesOfHardware(hardwareIds: readonly string[], request: PageRequest): Promise<Page<Race>[]> {
    return readPagePerParent(
      this.dataSource,
      Race,
      'hardwareProfileId',
      hardwareIds,
      NEWEST_FIRST,
      request,
      this.visible.only(OF_PROJECTS),
    );
  }

  /** Of each run, the first round first. */
  trialPagesOfRuns(runIds: readonly string[], request: PageRequest): Promise<Page<StoredTrial>[]> {
    return trialPagesOf(this.dataSource, runIds, request);
  }

  /** Of each run, the most that any of its processes held. */
  async memoryPeaksOfRuns(runIds: readonly string[]): Promise<MemoryPeaks[]> {
    const byRun = await this.trialsOfRuns(runIds, ['peakResidentBytes', 'peakDeviceBytes']);
    return byRun.map((trials) => ({
      residentBytes: largest(trials.map(({ peakResidentBytes }) => peakResidentBytes)),
      deviceBytes: largest(trials.map(({ peakDeviceBytes }) => peakDeviceBytes)),
    }));
  }

  /** Of each run; null where its blocks have no time of the device. */
  async hostBoundSharesOfRuns(runIds: readonly string[]): Promise<(number | null)[]> {
    const byRun = await this.trialsOfRuns(runIds, ['blocks']);
    return byRun.map((trials) => hostBoundShare(trials.flatMap(({ blocks }) => blocks)));
  }

  /** Of each run: what its trials tell of sequences whose lengths differ. */
  lengthsOfRuns(runIds: readonly string[]): Promise<StoredTrial[][]> {
    return this.trialsOfRuns(runIds, LENGTHS_FIELDS);
  }

  /** Of each run; null where none of its trials started alone. Of training where it is raced: before, its first step was not cold. */
  coldStartsOfRuns(runIds: readonly string[]): Promise<(ColdStart | null)[]> {
    return coldStartsOfRuns(this.dataSource, runIds);
  }

  /** Of each run; null where no change of a model is raced. */
  editStartsOfRuns(runIds: readonly string[]): Promise<(EditStart | null)[]> {
    return editStartsOfRuns(this.dataSource, runIds);
  }

  /** Of each run, over all of its trials; null where latency was not raced, or too few iterations were timed. */
  async latenciesOfRuns(runIds: readonly string[]): Promise<(LatencyPercentiles | null)[]> {
    const byRun = await this.trialsOfRuns(runIds, ['latencies']);
    return byRun.map((trials) => latencyPercentiles(trials.flatMap(({ latencies }) => latencies ?? [])));
  }

  /** Of each run; null where nothing was loaded, and before the first trial. */
  async inputPipelinesOfRuns(runIds: readonly string[]): Promise<(RunPipeline | null)[]> {
    return (await this.trialsOfRuns(runIds, ['iterationsPerBlock', 'blocks', 'tags', 'pipeline'])).map(runPipeline);
  }

  /** Of each race, what its analysis is made from. */
  async sampledTrialsOfRaces(raceIds: readonly string[]): Promise<StoredTrial[][]> {
    const byRace = groupBy(await trialsOf(this.dataSource, 'raceId', raceIds, SAMPLED_FIELDS), ({ raceId }) => raceId);
    return raceIds.map((id) => byRace.get(id) ?? []);
  }

  /** Of each race. */
  async environmentsOfRaces(raceIds: readonly string[]): Promise<Environment[]> {
    const byRace = groupBy(
      await trialsOf(this.dataSource, 'raceId', raceIds, ['tags', 'blocks']),
      ({ raceId }) => raceId,
    );
    return raceIds.map((id) => {
      const trials = byRace.get(id) ?? [];
      return { grade: environmentGrade(trials), disturbances: disturbancesOf(trials) };
    });
  }

  private async trialsOfRuns(
    runIds: readonly string[],
    wanted: readonly (keyof StoredTrial)[],
  ): Promise<StoredTrial[][]> {
    const byRun = groupBy(await trialsOf(this.dataSource, 'runId', runIds, wanted), ({ runId }) => runId);
    return runIds.map((id) => byRun.get(id) ?? []);
  }

  /** Every column that is not long, also one that is yet to come. */
  private briefRun(): FindOptionsSelect<Run> {
    const long: readonly string[] = LONG_RUN_FIELDS;
    const names = this.dataSource.getMetadata(Run).columns.map(({ propertyName }) => propertyName);
    return Object.fromEntries(names.filter((name) => !long.includes(name)).map((name) => [name, true]));
  }
}

import { Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { drawSpeedups } from '../charts/speedups';
import { overviewOf } from '../documents/report-charts';
import { reportMarkdown } from '../documents/report-markdown';
import { reportPage } from '../documents/report-page';
import type { RaceStatusName } from '../entities/race.entity';
import { statusOf } from '../racing/races-together';
import { progressOf, type Progress } from '../racing/report-progress';
import { judgeClaims } from '../racing/report-result';
import { ChartType } from '../schema/chart.type';
import { OF_CHART, OF_PAGE } from '../schema/complexity';
import { HardwareProfileType } from '../schema/hardware-profile.type';
import { RaceStatus } from '../schema/race-status.enum';
import { RaceType } from '../schema/race.type';
import { ReportClaimType } from '../schema/report-claim.type';
import { ReportType } from '../schema/report.type';
import type { ApiContext } from './context';
import { toHardwareProfile } from './mappers/hardware-profile.mapper';
import { toRace } from './mappers/race.mapper';
import { toReportClaim } from './mappers/report.mapper';
import { racesOf } from './report-contents';
import { drawn } from './drawn';
import { documentOf } from './report-document';
import { drawReport } from './report-drawings';

/** What the races of a report say together. */
@Resolver(() => ReportType)
export class ReportFieldsResolver {
  @FieldResolver(() => RaceStatus)
  async status(@Root() { id }: ReportType, @Ctx() context: ApiContext): Promise<RaceStatusName> {
    return statusOf((await racesOf(id, context, 'WITHOUT_RUNS')).map(({ race }) => race));
  }

  @FieldResolver(() => Int)
  async racesEnded(@Root() report: ReportType, @Ctx() context: ApiContext): Promise<number> {
    return (await progress(report, context)).racesEnded;
  }

  @FieldResolver(() => Int)
  async racesTotal(@Root() report: ReportType, @Ctx() context: ApiContext): Promise<number> {
    return (await progress(report, context)).racesTotal;
  }

  @FieldResolver(() => Float)
  async progress(@Root() report: ReportType, @Ctx() context: ApiContext): Promise<number> {
    return (await progress(report, context)).share;
  }

  @FieldResolver(() => Float, { nullable: true })
  async estimatedSecondsLeft(@Root() report: ReportType, @Ctx() context: ApiContext): Promise<number | null> {
    return (await progress(report, context)).estimatedSecondsLeft;
  }

  @FieldResolver(() => [HardwareProfileType])
  async hardware(@Root() { id }: ReportType, @Ctx() context: ApiContext): Promise<HardwareProfileType[]> {
    const races = await racesOf(id, context, 'WITHOUT_RUNS');
    const ids = [...new Set(races.flatMap(({ race }) => race?.hardwareProfileId ?? []))];
    const profiles = await Promise.all(ids.map((profileId) => context.loaders.hardwareProfiles.load(profileId)));
    return profiles.flatMap((profile) => (profile ? toHardwareProfile(profile) : []));
  }

  @FieldResolver(() => [RaceType])
  async races(@Root() { id }: ReportType, @Ctx() context: ApiContext): Promise<RaceType[]> {
    return (await racesOf(id, context, 'WITHOUT_RUNS')).flatMap(({ race }) => (race ? toRace(race) : []));
  }

  @FieldResolver(() => ChartType, { nullable: true, complexity: OF_CHART })
  async chart(@Root() { row }: ReportType, @Ctx() context: ApiContext): Promise<ChartType | null> {
    return drawn(overviewOf(await documentOf(row, context)), drawSpeedups);
  }

  @FieldResolver(() => String)
  async markdown(@Root() { row }: ReportType, @Ctx() context: ApiContext): Promise<string> {
    return reportMarkdown(await documentOf(row, context));
  }

  @FieldResolver(() => String, { complexity: OF_PAGE })
  async html(@Root() { row }: ReportType, @Ctx() context: ApiContext): Promise<string> {
    const report = await documentOf(row, context);
    return reportPage(report, await drawReport(report));
  }

  @FieldResolver(() => [ReportClaimType])
  async claims(@Root() { id, row }: ReportType, @Ctx() context: ApiContext): Promise<ReportClaimType[]> {
    const races = await racesOf(id, context, 'WITH_RUNS');
    const judged = judgeClaims(row.claims, races);
    return row.claims.flatMap((claim, index) => {
      const seen = judged[index];
      return seen ? toReportClaim(row, claim, seen, races) : [];
    });
  }
}

async function progress({ id }: ReportType, context: ApiContext): Promise<Progress> {
  return progressOf(await racesOf(id, context, 'WITHOUT_RUNS'), Date.now());
}

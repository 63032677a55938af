/** The whole schema: the only place that lists the resolvers. */
import 'reflect-metadata';
import { isInputObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { ONE_OF_INPUTS } from '../schema/layer.input';
import { RaceStatusChangedType } from '../schema/race-status-changed.type';
import { RoundFinishedType } from '../schema/round-finished.type';
import { RunPhaseChangedType } from '../schema/run-phase-changed.type';
import { ApiTokenResolver } from './api-token.resolver';
import { AuditTrailResolver } from './audit-trail.resolver';
import { ComparisonResolver } from './comparison.resolver';
import { EngineResolver } from './engine.resolver';
import { HardwareProfileResolver } from './hardware-profile.resolver';
import { MeasuringHostResolver } from './measuring-host.resolver';
import { NodeResolver } from './node.resolver';
import { PostHocResolver } from './post-hoc.resolver';
import { RaceChartResolver } from './race-chart.resolver';
import { RaceEventResolver } from './race-event.resolver';
import { RaceFieldsResolver } from './race-fields.resolver';
import { RaceResolver } from './race.resolver';
import { ReportClaimResolver } from './report-claim.resolver';
import { ReportEventResolver } from './report-event.resolver';
import { ReportFieldsResolver } from './report-fields.resolver';
import { ReportComparisonResolver } from './report-comparison.resolver';
import { ReportResolver } from './report.resolver';
import { RunPhaseChangedResolver } from './run-phase-changed.resolver';
import { RunResolver } from './run.resolver';
import { RunningEstimateResolver } from './running-estimate.resolver';
import { enforceScopes } from './scope';
import { StandingResolver } from './standing.resolver';
import { SweepCurvePointResolver } from './sweep-curve-point.resolver';
import { SweepFieldsResolver } from './sweep-fields.resolver';
import { SweepResolver } from './sweep.resolver';
import { TrialResolver } from './trial.resolver';
import { WarningResolver } from './warning.resolver';
import { WorkloadResolver } from './workload.resolver';

/** type-graphql demands one, though our only subscription has a source of its own. */
const unusedPubSub: PubSub = {
  publish: () => {
    throw new Error('Nothing is published here');
  },
  subscribe: () => {
    throw new Error('Nothing is published here');
  },
};

/** The executable schema, from the classes of `schema/` and the resolvers. */
export function buildApiSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      ApiTokenResolver,
      AuditTrailResolver,
      ComparisonResolver,
      EngineResolver,
      HardwareProfileResolver,
      MeasuringHostResolver,
      NodeResolver,
      PostHocResolver,
      RaceChartResolver,
      RaceEventResolver,
      RaceFieldsResolver,
      RaceResolver,
      ReportClaimResolver,
      ReportComparisonResolver,
      ReportEventResolver,
      ReportFieldsResolver,
      ReportResolver,
      RunPhaseChangedResolver,
      RunResolver,
      RunningEstimateResolver,
      StandingResolver,
      SweepCurvePointResolver,
      SweepFieldsResolver,
      SweepResolver,
      TrialResolver,
      WarningResolver,
      WorkloadResolver,
    ],
    // Reached through their interface alone.
    orphanedTypes: [RaceStatusChangedType, RoundFinishedType, RunPhaseChangedType],
    // Texts and lists are checked by `input-rules`, which names the field and does not quote the input.
    validate: false,
    pubSub: unusedPubSub,
  });
  for (const name of ONE_OF_INPUTS) {
    // type-graphql cannot say it yet; graphql-js then prints, coerces and validates it.
    const type = schema.getType(name);
    if (isInputObjectType(type)) type.isOneOf = true;
  }
  enforceScopes(schema);
  return schema;
}

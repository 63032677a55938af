/** Reports, and what their races say of the claims. */
import type { Claim, Part } from '../../claims/claim';
import type { Effect } from '../../claims/effect';
import type { JudgedClaim, JudgedPart } from '../../claims/judge';
import { answerSentence } from '../../claims/claim-sentence';
import { ruleOf } from '../../claims/rule-words';
import type { Report } from '../../entities/report.entity';
import type { Page } from '../../racing/keyset';
import type { ReportedRace } from '../../racing/report-result';
import type { StartReportRequest } from '../../racing/start-report-request';
import { ClaimPartType } from '../../schema/claim-part.type';
import { EffectType } from '../../schema/effect.type';
import { ReportClaimType } from '../../schema/report-claim.type';
import type { ReportConnectionType } from '../../schema/report-connection.type';
import { ReportType } from '../../schema/report.type';
import type { StartReportInput } from '../../schema/start-report.input';
import { requireProject } from '../../auth/project-rule';
import { optional, requireLength, requireVisibleText } from '../input-rules';
import { toConnection } from '../paging';
import { toEstimate } from './estimate.mapper';
import { make, toDate } from './make';
import { toRace } from './race.mapper';
import { toHardware } from './start-race.mapper';

type WorkedOut =
  | 'status'
  | 'racesEnded'
  | 'racesTotal'
  | 'progress'
  | 'estimatedSecondsLeft'
  | 'hardware'
  | 'races'
  | 'claims'
  | 'markdown'
  | 'html'
  | 'chart';

export function toReport(row: Report): ReportType {
  const { id, kind, label, owner, project, effort, engines, createdAt } = row;
  return make<ReportType, WorkedOut>(ReportType, {
    ...{ row, id, kind, label, owner, project, effort, engines: [...engines] },
    createdAt: toDate(createdAt),
    url: `/reports/${id}`,
  });
}

export function toReportConnection(page: Page<Report>): ReportConnectionType {
  return toConnection('report', page, ({ createdAt }) => createdAt, toReport);
}

export function toReportClaim(
  report: Report,
  declared: Claim,
  judged: JudgedClaim,
  races: readonly ReportedRace[],
): ReportClaimType {
  const byKey = new Map(races.map(({ key, race }) => [key, race]));
  const toEffects = (effects: readonly Effect[]) => effects.map((effect) => toEffect(effect, byKey.get(effect.race)));
  const parts = judged.parts.map((part, index) => toPart(declared.parts[index], part, toEffects(part.effects)));
  const keys = new Set(judged.parts.flatMap(({ effects }) => effects.map(({ race }) => race)));
  const { id, statement, verdict, sentence, notMeasured } = judged;
  return make<ReportClaimType, 'charts'>(ReportClaimType, {
    report,
    ...{ id, statement, verdict, sentence, notMeasured: [...notMeasured], parts },
    answer: answerSentence(judged),
    effects: parts.flatMap(({ effects }) => effects),
    races: races.flatMap(({ key, race }) => (race && keys.has(key) ? toRace(race) : [])),
  });
}

function toPart(declared: Part | undefined, judged: JudgedPart, effects: EffectType[]): ClaimPartType {
  const { name, verdict, sentence, timesAsFast } = judged;
  if (!declared) throw new Error(`${name} was judged and not declared`);
  const { supportedFrom, contradictedUpTo } = declared;
  return make(ClaimPartType, {
    ...{ name, rule: ruleOf(declared.expects), supportedFrom, contradictedUpTo, verdict, sentence },
    ...{ timesAsFast: toEstimate(timesAsFast), effects },
  });
}

function toEffect(effect: Effect, race: ReportedRace['race'] = null) {
  const { name, subject, other, timesAsFast, stance, onlyAlone, missing } = effect;
  return make(EffectType, {
    ...{ name, subject, other, stance, onlyAlone, missing },
    ...{ timesAsFast: toEstimate(timesAsFast), race: race && toRace(race) },
  });
}

const MOST = 32;

/** Throws BAD_USER_INPUT that names the field. */
export function toStartReportRequest(input: StartReportInput): StartReportRequest {
  const { kind, engines, claims, effort, device, raceBudgetSeconds, seed, label, project, idempotencyKey } = input;
  return {
    ...{ kind, effort, device: device ?? null, seed: seed ?? null, raceBudgetSeconds: raceBudgetSeconds ?? null },
    engines: engines ? requireLength(engines, MOST, 'input.engines') : null,
    claims: claims ? requireLength(claims, MOST, 'input.claims') : null,
    hardware: toHardware(input.hardware),
    label: optional(label, 'input.label'),
    project: optional(project, 'input.project', requireProject),
    idempotencyKey: optional(idempotencyKey, 'input.idempotencyKey', requireVisibleText),
  };
}

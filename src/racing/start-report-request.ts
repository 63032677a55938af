/** What a client asks for when it starts a report. Null means "by default". */
import { CLAIM_IDS, type ClaimId } from '../claims/claim';
import { OF_THE_ARTICLE, type ReportEngine } from '../claims/contenders';
import type { PlannedRace } from '../claims/planned-race';
import type { EngineCatalog } from '../engines/engine-catalog';
import type { DeviceKindName, EffortName } from '../entities/race.entity';
import type { ReportKindName } from '../entities/report.entity';
import { badInput, PhotofinishError } from '../errors';
import type { StartRaceRequest } from './start-race-request';

export interface StartReportRequest {
  readonly kind: ReportKindName;
  /** Ids; null: those that the article compares. */
  readonly engines: readonly string[] | null;
  /** Ids; null: all. */
  readonly claims: readonly string[] | null;
  readonly effort: EffortName;
  readonly device: DeviceKindName | null;
  readonly hardware: StartRaceRequest['hardware'];
  /** Of each race; null: by effort and kind of race. */
  readonly raceBudgetSeconds: number | null;
  readonly seed: number | null;
  readonly label: string | null;
  readonly project: string | null;
  readonly idempotencyKey: string | null;
}

/** Throws BAD_USER_INPUT. */
export async function enginesOf(
  { engines }: StartReportRequest,
  catalog: Pick<EngineCatalog, 'find' | 'list'>,
): Promise<ReportEngine[]> {
  const ids = engines ?? OF_THE_ARTICLE;
  requireSome(ids, 'input.engines', 'Name engines, or leave it out for PyTorch, TensorFlow and Keras.');
  return Promise.all(
    ids.map(async (id, index) => {
      const engine = await catalog.find(id);
      if (engine) return { id, name: engine.adapter.name, variants: engine.adapter.variants };
      const known = (await catalog.list()).map(({ adapter }) => adapter.id);
      throw badInput(`input.engines[${index}]`, 'There is no such engine.', `Use some of: ${known.join(', ')}.`);
    }),
  );
}

/** Throws BAD_USER_INPUT. */
export function claimsOf({ claims }: StartReportRequest): ClaimId[] {
  const ids = claims ?? CLAIM_IDS;
  requireSome(ids, 'input.claims', 'Name claims, or leave it out for all.');
  return ids.map((id, index) => {
    const known = CLAIM_IDS.find((claim) => claim === id);
    if (known) return known;
    throw badInput(`input.claims[${index}]`, 'There is no such claim.', `Use some of: ${CLAIM_IDS.join(', ')}.`);
  });
}

function requireSome(ids: readonly string[], field: string, advice: string): void {
  if (ids.length === 0) throw badInput(field, 'A report needs some.', advice);
  const again = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (again >= 0) throw badInput(`${field}[${again}]`, 'This is named twice.', 'Name each once.');
}

/** One of its races, as if it had been asked for alone. */
export function raceRequestOf(planned: PlannedRace, request: StartReportRequest): StartRaceRequest {
  const { effort, device, hardware, seed, project, raceBudgetSeconds } = request;
  const { workload, parameters, batchSize, task, metric, compilationCaches, question, threads, entrants } = planned;
  const { scenario } = planned;
  return {
    ...{ workload, parameters, batchSize, task, metric, compilationCaches, question, threads, entrants },
    ...{ effort, device, hardware, seed, project, label: planned.name },
    budgetSeconds: raceBudgetSeconds ?? (effort === 'QUICK' ? planned.quickBudgetSeconds : null),
    ...{ layers: null, precision: 'FLOAT32', division: 'STRICT', practicalDifference: null, targetHalfWidth: null },
    ...{ selfCheck: false, idempotencyKey: null },
    scenario: scenario ?? null,
  };
}

const FIELDS: Readonly<Record<string, string>> = { 'input.budgetSeconds': 'input.raceBudgetSeconds' };

/** What is wrong with one of its races, told of the fields of the report. */
export function asFaultOfReport(error: unknown, planned: PlannedRace): unknown {
  if (!(error instanceof PhotofinishError) || error.field === null) return error;
  const field = FIELDS[error.field] ?? error.field;
  return new PhotofinishError(error.code, `${error.message} (${planned.name})`, { field, advice: error.advice });
}

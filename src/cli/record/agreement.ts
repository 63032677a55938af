/** The comparisons of a record beside those of its replay. */
import type { ApiClient } from '../api/client';
import { COMPARISON } from '../api/documents';
import type { Estimate, RaceView } from '../api/types';
import { ApiError } from '../failure';
import { agreementOf, type Agreement } from '../../statistics/agreement';
import type { RaceRecord } from './race-record';

export interface PairAgreement {
  readonly baseline: string;
  readonly candidate: string;
  readonly before: Estimate;
  /** Null where the pair could not be compared again. */
  readonly after: Estimate | null;
  readonly agreement: Agreement | null;
}

export interface ReplayAgreement {
  readonly pairs: readonly PairAgreement[];
  /** "PyTorch (eager): 2.12.0 then, 2.13.0 now"; the machine likewise. */
  readonly changes: readonly string[];
  /** Every pair was compared again and agrees; null where the record compares nothing. */
  readonly agrees: boolean | null;
}

/** Asks for the very pairs of the record: which of them a race shows depends on who leads. */
export async function agreementWith(api: ApiClient, record: RaceRecord, replayed: RaceView): Promise<ReplayAgreement> {
  const pairs: PairAgreement[] = [];
  for (const { baseline, candidate, ratio } of record.race.comparisons) {
    const after = await ratioAgain(api, replayed, baseline.label, candidate.label);
    const agreement = after && agreementOf(ratio, after);
    pairs.push({ baseline: baseline.label, candidate: candidate.label, before: ratio, after, agreement });
  }
  const agrees = pairs.length === 0 ? null : pairs.every(({ agreement }) => agreement?.agrees ?? false);
  return { pairs, changes: changesBetween(record, replayed), agrees };
}

async function ratioAgain(api: ApiClient, race: RaceView, ...labels: [string, string]): Promise<Estimate | null> {
  const [baseline, candidate] = labels.map((label) => race.runs.find((run) => run.label === label)?.id);
  if (!baseline || !candidate) return null;
  try {
    const answer = await api.request<{ comparison: { ratio: Estimate } }>(COMPARISON, { baseline, candidate });
    return answer.comparison.ratio;
  } catch (error) {
    // One of them did not finish: its run says why.
    if (error instanceof ApiError && error.code === 'BAD_USER_INPUT') return null;
    throw error;
  }
}

function changesBetween(record: RaceRecord, replayed: RaceView): string[] {
  const machines = [record.race.hardware, replayed.hardware].map(
    (hardware) => hardware && `${hardware.cpuModel}, ${hardware.cpuCores} cores`,
  );
  const sameMachine = record.race.hardware?.fingerprint === replayed.hardware?.fingerprint;
  const machine = sameMachine ? [] : [`the machine: ${machines[0] ?? 'unknown'} then, ${machines[1] ?? 'unknown'} now`];
  const versions = record.runs.flatMap(({ label, engineVersion }) => {
    const now = replayed.runs.find((run) => run.label === label)?.engineVersion ?? null;
    return engineVersion === now ? [] : [`${label}: ${engineVersion ?? 'unknown'} then, ${now ?? 'unknown'} now`];
  });
  return [...machine, ...versions];
}

/** What of a client's wish decides the plan of a report. */
import type { ClaimId } from './claim';
import type { ReportEngine } from './contenders';

export interface ReportRequest {
  /** Each once. */
  readonly engines: readonly ReportEngine[];
  readonly claims: readonly ClaimId[];
  /** Null: wherever each race runs by default. */
  readonly device: 'CPU' | 'GPU' | null;
}

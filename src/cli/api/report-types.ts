/** What the command line reads of reports from the API. */
import type { Estimate, RaceStatus } from './types';

export interface StartReportInput {
  readonly engines?: readonly string[];
  readonly claims?: readonly string[];
  readonly effort?: string;
  readonly device?: string;
  readonly raceBudgetSeconds?: number;
  readonly seed?: number;
  readonly label?: string;
  readonly project?: string;
}

export interface StartedReport {
  readonly id: string;
  readonly url: string;
  readonly races: readonly {
    readonly id: string;
    readonly label: string | null;
    readonly runs: readonly { readonly id: string; readonly label: string }[];
  }[];
}

export interface ClaimView {
  readonly id: string;
  readonly statement: string;
  readonly verdict: string;
  readonly answer: string;
  readonly sentence: string;
  readonly notMeasured: readonly string[];
  readonly parts: readonly { readonly name: string; readonly verdict: string; readonly timesAsFast: Estimate | null }[];
}

export interface ReportView {
  readonly id: string;
  readonly label: string | null;
  readonly status: RaceStatus;
  readonly racesEnded: number;
  readonly racesTotal: number;
  readonly url: string;
  readonly races: readonly { readonly id: string; readonly status: RaceStatus }[];
  readonly claims: readonly ClaimView[];
  readonly markdown: string;
  readonly html: string;
}

export interface ReportComparisonView {
  readonly sentence: string;
  readonly markdown: string;
  readonly html: string;
  readonly claims: readonly {
    readonly statement: string;
    readonly agree: boolean | null;
    readonly sentence: string;
  }[];
}

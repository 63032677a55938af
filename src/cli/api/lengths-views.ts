/** What the command line reads of sequences whose lengths differ. */

/** Of the scenario of a race. */
export interface VariableLengthsView {
  readonly policy: string;
  readonly sequences: number;
  readonly shortest: number;
  readonly longest: number;
  readonly timesteps: number;
  readonly filledTimesteps: number;
}

/** Of a run. */
export interface RunLengthsView {
  readonly firstPassSeconds: number;
  readonly compilations: number | null;
  readonly compilationsWhileMeasured: number | null;
  readonly amortised: readonly { readonly sequences: number; readonly seconds: number }[];
}

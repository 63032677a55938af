/** What the API tells of a change of a model. */
export interface WorkPhasesView {
  readonly buildSeconds: number;
  readonly compileSeconds: number;
  readonly firstResultSeconds: number;
  readonly compilations: number | null;
}

export interface EditStartView extends WorkPhasesView {
  readonly process: 'LIVE' | 'FRESH';
  readonly timeToSteadySeconds: number | null;
  readonly steadySecondsPerIteration: number | null;
  /** Of the model before the change, in the same processes. */
  readonly original: WorkPhasesView | null;
}

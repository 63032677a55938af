/** What set-up tells while it works. */

export type SetupPhase = 'waiting' | 'python' | 'environment' | 'packages' | 'binding';

/** One line of progress. */
export interface SetupProgress {
  readonly kind: 'progress';
  /** Name of the environment, such as `pytorch`. */
  readonly environment: string;
  readonly phase: SetupPhase;
  /** One short line for people, without a final full stop. */
  readonly message: string;
  /** Share of the phase that is done, 0 to 1; absent where it cannot be known. */
  readonly fraction?: number;
}

/** How one part of set-up ended. A failure never stops the other parts. */
export type SetupOutcome =
  | { readonly kind: 'outcome'; readonly environment: string; readonly outcome: 'ready'; readonly seconds: number }
  | { readonly kind: 'outcome'; readonly environment: string; readonly outcome: 'already-there' }
  | {
      readonly kind: 'outcome';
      readonly environment: string;
      readonly outcome: 'failed';
      /** Whole sentences: what went wrong and what to do. */
      readonly reason: string;
      /** Last lines that the failing program printed; may be empty. */
      readonly outputTail: string;
    };

/** The last event: every outcome once more. */
export interface SetupSummary {
  readonly kind: 'summary';
  readonly outcomes: readonly SetupOutcome[];
}

export type SetupEvent = SetupProgress | SetupOutcome | SetupSummary;

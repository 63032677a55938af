/** Who asks for a change, and in which trace. */
export interface Caller {
  /** Null where nobody is known. */
  readonly actor: string | null;
  /** W3C trace context of the request; null where nothing is traced. */
  readonly traceParent: string | null;
}

export const NOBODY: Caller = { actor: null, traceParent: null };

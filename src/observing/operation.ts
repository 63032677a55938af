/** One GraphQL operation, from its arrival to its answer, on either transport. */
import type { Logger } from 'pino';

export type Transport = 'http' | 'websocket';
/** UNKNOWN: refused before anybody could tell. */
export type OperationKind = 'query' | 'mutation' | 'subscription' | 'unknown';
/** REFUSED: what was asked is at fault. FAILED: the server is. */
export type Outcome = 'ok' | 'refused' | 'failed';

export interface OperationEnd {
  readonly transport: Transport;
  readonly operation: OperationKind;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** A span that is under way. */
export interface OperationSpan {
  /** W3C trace context that continues it. */
  readonly traceParent: string;
  end(operation: OperationKind, outcome: Outcome): void;
}

export interface OperationsOptions {
  readonly logger: Pick<Logger, 'debug'>;
  /** Absent: no metrics are kept. */
  readonly metrics?: { operationEnded(end: OperationEnd): void };
  /** Absent: nothing is traced. */
  readonly startSpan?: (transport: Transport, traceParent: string | null) => OperationSpan;
}

export interface Arrival {
  readonly transport: Transport;
  readonly requestId: string;
  /** The client's trace context; null where it sent none. */
  readonly traceParent: string | null;
  /** Told whenever it goes on after it waited. */
  readonly goesOn?: () => void;
  /** Called once, at the end. */
  readonly whenOver?: () => void;
}

export class Operations {
  constructor(private readonly options: OperationsOptions) {}

  begin(arrival: Arrival): Operation {
    return new Operation(arrival, this.options);
  }
}

/** Of Apollo and ours alike: the code of an error that nobody expected. */
const FAILED = 'INTERNAL_SERVER_ERROR';
const MILLISECONDS_PER_SECOND = 1000;

export class Operation {
  readonly requestId: string;
  private readonly begunAt = performance.now();
  private readonly span: OperationSpan | null;
  private over = false;

  constructor(
    private readonly arrival: Arrival,
    private readonly options: OperationsOptions,
  ) {
    this.requestId = arrival.requestId;
    this.span = options.startSpan?.(arrival.transport, arrival.traceParent) ?? null;
  }

  get goesOn(): (() => void) | undefined {
    return this.arrival.goesOn;
  }

  /** Of this operation, for what it sets going; null where nothing is traced. */
  get traceParent(): string | null {
    return this.span?.traceParent ?? null;
  }

  /** With the codes of its errors. Only the first end counts. */
  end(operation: OperationKind, codes: readonly unknown[]): void {
    if (this.over) return;
    this.over = true;
    const outcome = codes.includes(FAILED) ? 'failed' : codes.length > 0 ? 'refused' : 'ok';
    const seconds = (performance.now() - this.begunAt) / MILLISECONDS_PER_SECOND;
    const { transport, whenOver } = this.arrival;
    whenOver?.();
    const { metrics, logger } = this.options;
    metrics?.operationEnded({ transport, operation, outcome, seconds });
    this.span?.end(operation, outcome);
    logger.debug({ requestId: this.requestId, transport, operation, outcome, seconds }, 'an operation was answered');
  }
}

/** Writes spans of what is over, each with the clock readings of its own. */
import { SpanStatusCode, trace, type Attributes, type Context, type Tracer } from '@opentelemetry/api';
import { toHrTime } from './span-clock';

/** Moments are epoch milliseconds. */
export interface PastSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly attributes?: Attributes;
  readonly events?: readonly { readonly name: string; readonly at: number; readonly attributes: Attributes }[];
  readonly failed?: boolean;
}

export class SpanWriter {
  constructor(private readonly tracer: Tracer) {}

  /** `inside` writes what lies within it; not called where nobody records this trace. */
  write(past: PastSpan, parent: Context, inside: (context: Context) => void = () => undefined): void {
    const { name, from, to, attributes = {}, events = [], failed = false } = past;
    const span = this.tracer.startSpan(name, { startTime: toHrTime(from), attributes }, parent);
    if (span.isRecording()) {
      for (const event of events) span.addEvent(event.name, event.attributes, toHrTime(event.at));
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      inside(trace.setSpan(parent, span));
    }
    span.end(toHrTime(Math.max(from, to)));
  }
}

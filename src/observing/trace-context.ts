/** W3C trace context as one line of text, in and out of OpenTelemetry's own form. */
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { TRACE_PARENT_HEADER, W3CTraceContextPropagator } from '@opentelemetry/core';

const propagator = new W3CTraceContextPropagator();

/** What continues the trace of that text; a trace of its own where there is none, or where it is not well-formed. */
export function contextFrom(traceParent: string | null): Context {
  if (traceParent === null) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, { [TRACE_PARENT_HEADER]: traceParent }, defaultTextMapGetter);
}

/** For whoever goes on below this span, now or later. */
export function traceParentOf(span: Span): string {
  const carrier: Record<string, string> = {};
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
  return carrier[TRACE_PARENT_HEADER] ?? '';
}

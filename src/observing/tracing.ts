/** OpenTelemetry traces, from the mutation to the block. Loaded only where a collector is configured. */
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import { inTime } from '../in-time';
import type { RaceObserver } from '../racing/race-observer';
import type { OperationSpan, Transport } from './operation';
import { PatientSpanProcessor } from './patient-span-processor';
import { RaceTrace } from './race-trace';
import { contextFrom, traceParentOf } from './trace-context';

export interface Tracing {
  readonly races: RaceObserver;
  readonly startSpan: (transport: Transport, traceParent: string | null) => OperationSpan;
  /** Delivers what there is, as far as the collector takes it within a moment. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Where a collector takes OTLP as JSON over HTTP, such as http://127.0.0.1:4318/v1/traces. */
  readonly url: string;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** Spans of the largest race: sixteen entrants, sixty rounds, forty blocks each. */
const LARGEST_QUEUE = 2 ** 16;
/** So few that the exporter takes them all at once: it refuses what comes beyond thirty. */
const LARGEST_BATCH = 2 ** 12;
const STOP_MILLISECONDS = 3000;

/** Registers nothing with the process: each server has a provider of its own. */
export function startTracing({ url, logger }: TracingOptions): Tracing {
  const exporter = outspoken(new OTLPTraceExporter({ url }), logger);
  const batches = new BatchSpanProcessor(exporter, { maxQueueSize: LARGEST_QUEUE, maxExportBatchSize: LARGEST_BATCH });
  const processor = new PatientSpanProcessor(batches, logger);
  const service = resourceFromAttributes({ 'service.name': 'photofinish' });
  const resource = service.merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  const tracer = provider.getTracer('photofinish');
  return {
    races: new RaceTrace(tracer, processor),
    startSpan: (transport, traceParent) => startOperation(tracer, transport, traceParent),
    stop: async () => {
      await inTime(
        provider.shutdown().catch(() => undefined),
        STOP_MILLISECONDS,
        undefined,
      );
    },
  };
}

function startOperation(tracer: Tracer, transport: Transport, traceParent: string | null): OperationSpan {
  const attributes = { 'photofinish.transport': transport };
  const span = tracer.startSpan('operation', { kind: SpanKind.SERVER, attributes }, contextFrom(traceParent));
  return {
    traceParent: traceParentOf(span),
    end: (operation, outcome) => {
      // By its kind: the name that a client gives its operation may be anything.
      span.updateName(operation);
      span.setAttributes({ 'graphql.operation.type': operation, 'photofinish.outcome': outcome });
      if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Says in the log when a collector stops taking spans, and when it takes them again: the exporter itself is silent. */
function outspoken(exporter: SpanExporter, logger: TracingOptions['logger']): SpanExporter {
  let works = true;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const worked = result.code === ExportResultCode.SUCCESS;
        if (works && !worked) logger.warn({ err: result.error }, 'traces cannot be delivered');
        if (!works && worked) logger.info('traces are delivered again');
        works = worked;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

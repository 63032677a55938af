import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { loadConfiguration } from '../../src/config';
import { createLogger } from '../../src/observing/logger';
import { loadTracing } from '../../src/observing/load-tracing';
import { PatientSpanProcessor } from '../../src/observing/patient-span-processor';
import { startTracing } from '../../src/observing/tracing';
import type { Anything } from '../support/api';
import { startCollector } from './collector';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function logInto(lines: Anything[]) {
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return createLogger({ logLevel: 'info', databaseUrl: null, redisUrl: null }, destination);
}

test('where a collector is, is read as OpenTelemetry has it', () => {
  const url = (environment: Record<string, string>) => loadConfiguration(environment).tracesUrl;
  expect(url({})).toBeNull();
  expect(url({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' })).toBe('http://c:4318/v1/traces');
  expect(url({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c/base/' })).toBe('https://c/base/v1/traces');
  const both = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' };
  expect(url(both)).toBe('http://t/x');
  expect(() => url({ OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4318' })).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT');
});

test('where none is configured, nothing of it is loaded', () => {
  expect(loadTracing(null, logInto([]))).toBeNull();
  const app = path.join(__dirname, '../../dist/src/app.js');
  const script = `require(${JSON.stringify(app)}); console.log(Object.keys(require.cache).filter((file) => /sdk-trace|otlp/.test(file)).length)`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect([stdout.trim(), stderr]).toEqual(['0', '']);
});

test('operations continue the trace of their client, and are named by their kind', async () => {
  const collector = await startCollector();
  const tracing = startTracing({ url: `${collector.url}/v1/traces`, logger: logInto([]) });
  const ok = tracing.startSpan('http', PARENT);
  ok.end('query', 'ok');
  tracing.startSpan('websocket', 'no trace context').end('subscription', 'failed');
  await tracing.stop();
  await collector.stop();
  const [query, subscription] = collector.spans;
  expect(query).toMatchObject({ name: 'query', parentSpanId: PARENT.split('-')[2], traceId: PARENT.split('-')[1] });
  expect(ok.traceParent).toBe(`00-${query?.traceId}-${query?.spanId}-01`);
  expect(subscription).toMatchObject({ name: 'subscription', status: { code: 2 } });
  expect(subscription?.parentSpanId).toBeUndefined();
  expect(subscription?.traceId).not.toBe(query?.traceId);
});

test('a trace that its client does not record is not recorded here either', async () => {
  const collector = await startCollector();
  const tracing = startTracing({ url: `${collector.url}/v1/traces`, logger: logInto([]) });
  const span = tracing.startSpan('http', PARENT.replace(/01$/, '00'));
  expect(span.traceParent).toMatch(/-00$/);
  span.end('query', 'ok');
  await tracing.stop();
  await collector.stop();
  expect(collector.spans).toEqual([]);
});

test('a collector that takes nothing is told of once in the log, and is no reason to wait', async () => {
  const collector = await startCollector(400);
  const lines: Anything[] = [];
  const tracing = startTracing({ url: `${collector.url}/v1/traces`, logger: logInto(lines) });
  tracing.startSpan('http', null).end('query', 'ok');
  await tracing.stop();
  await collector.stop();
  expect(collector.requests).toHaveLength(1);
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([[40, 'traces cannot be delivered']]);
});

test('spans that end while a race is measured are passed on when it has ended, and of too many it is said', () => {
  const lines: Anything[] = [];
  const exporter = new InMemorySpanExporter();
  const processor = new PatientSpanProcessor(new SimpleSpanProcessor(exporter), logInto(lines));
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  const end = (name: string) => tracer.startSpan(name, {}, ROOT_CONTEXT).end();
  const names = () => exporter.getFinishedSpans().map(({ name }) => name);
  end('before');
  processor.measuringBegins();
  processor.measuringBegins();
  end('meanwhile');
  processor.measuringEnds();
  expect(names()).toEqual(['before']);
  processor.measuringEnds();
  end('after');
  expect(names()).toEqual(['before', 'meanwhile', 'after']);
  processor.measuringBegins();
  for (let span = 0; span < 4100; span++) end('many');
  processor.measuringEnds();
  expect(names()).toHaveLength(3 + 4096);
  expect(lines).toEqual([expect.objectContaining({ level: 40, spans: 4 })]);
});

/** A collector of traces that takes OTLP as JSON over HTTP, as one run by an operator would. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface OtlpAttribute {
  readonly key: string;
  readonly value: {
    stringValue?: string;
    intValue?: number | string;
    arrayValue?: { values?: { stringValue: string }[] };
  };
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: { readonly code?: number };
}

export interface CollectedSpan extends Omit<OtlpSpan, 'attributes'> {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly nanoseconds: number;
  readonly service: unknown;
}

export interface Collector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** Paths and content types of the requests. */
  readonly requests: string[];
  named(name: string): CollectedSpan[];
  stop(): Promise<void>;
}

/** `status` is what it answers. */
export async function startCollector(status = 200): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(`${request.url} ${request.headers['content-type']}`);
      if (status === 200) spans.push(...spansOf(Buffer.concat(chunks).toString()));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    named: (name) => spans.filter((span) => span.name === name),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function spansOf(body: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: { resource: { attributes: OtlpAttribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
  };
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        ...span,
        attributes: record(span.attributes),
        nanoseconds: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
        service: record(resource.attributes)['service.name'],
      })),
    ),
  );
}

function record(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, arrayValue } }) => [
      key,
      stringValue ??
        (intValue === undefined ? arrayValue?.values?.map((value) => value.stringValue) : Number(intValue)),
    ]),
  );
}

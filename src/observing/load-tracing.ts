/** The one place that loads OpenTelemetry: where no collector is configured, it is not even read from the disk. */
import type * as TracingModule from './tracing';
import type { Tracing, TracingOptions } from './tracing';

/** Null where `url` is. */
export function loadTracing(url: string | null, logger: TracingOptions['logger']): Tracing | null {
  if (url === null) return null;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would stay ESM in CommonJS output
  const { startTracing } = require('./tracing') as typeof TracingModule;
  return startTracing({ url, logger });
}

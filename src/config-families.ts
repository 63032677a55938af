/** What several variables, or one with many names, say together. `config.ts` reads them. */
import * as path from 'node:path';

const PYTHON_OVERRIDE = /^PHOTOFINISH_PYTHON_([A-Z0-9_]+)$/;

/** As OpenTelemetry has it: the one of traces as it is, the one of all signals with the path of traces. */
export function tracesUrlOf(ofTraces: string | undefined, ofAll: string | undefined): string | null {
  if (ofTraces !== undefined) return ofTraces;
  return ofAll === undefined ? null : `${ofAll.replace(/\/$/, '')}/v1/traces`;
}

/** Engine id → interpreter, of each variable that names one. */
export function readPythonOverrides(environment: NodeJS.ProcessEnv): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const match = PYTHON_OVERRIDE.exec(name);
    if (match?.[1] && value) overrides[match[1].toLowerCase().replaceAll('_', '-')] = path.resolve(value);
  }
  return overrides;
}

/** Where the Python workers of the tests run: as in production, by the adapters' own `locate`. */
import { loadConfiguration } from '../../src/config';
import type { EngineAdapter, Launch, LaunchContext } from '../../src/engines/engine';
import { packageRoot } from '../../src/engines/worker-path';

function launchContext(): LaunchContext {
  const configuration = loadConfiguration();
  return {
    packageRoot: packageRoot(),
    cacheDirectory: configuration.cacheDirectory,
    pythonOverride: (engineId) => configuration.pythonOverrides[engineId],
  };
}

/**
 * As `describe`, handing over how each engine's worker is launched. When one is not installed every test inside
 * counts as skipped, and the reason is printed.
 */
export function describeWithEngines<Id extends string>(
  name: string,
  adapters: Readonly<Record<Id, EngineAdapter>>,
  body: (launches: Readonly<Record<Id, Launch>>) => void,
): void {
  const found = Object.entries<EngineAdapter>(adapters).map(([id, adapter]) => [id, adapter.locate(launchContext())]);
  const missing = found.flatMap(([, result]) =>
    typeof result === 'object' && result.kind === 'not-installed' ? [result.reason] : [],
  );
  if (missing.length > 0) process.stderr.write(`SKIPPED: "${name}": ${missing.join(' ')}\n`);
  (missing.length > 0 ? describe.skip : describe)(name, () => body(Object.fromEntries(found) as Record<Id, Launch>));
}

/** The same interpreter, another program: for toy engines and mutants. */
export function withProgram(launch: Launch, program: string, ...more: string[]): Launch {
  return { ...launch, args: [program, ...more] };
}

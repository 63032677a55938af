/** Which engines the processes of a campaign see: starting one must not import every framework of this machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { engineAdapters } from '../../src/engines/registry';
import { reference } from '../../src/engines/reference/adapter';
import { launchOf } from '../support';

export interface EngineEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  dispose(): void;
}

/** The float64 reference, the fake engine, and those of the Python engines that are named. */
export function engineEnvironment(engines: readonly string[]): EngineEnvironment {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-cache-'));
  const seen = [reference, ...engineAdapters.filter(({ id }) => engines.includes(id))];
  const interpreters = seen.map((adapter) => [
    `PHOTOFINISH_PYTHON_${adapter.id.toUpperCase().replaceAll('-', '_')}`,
    launchOf(adapter).command,
  ]);
  return {
    variables: {
      ...(Object.fromEntries(interpreters) as Record<string, string>),
      ...{ PHOTOFINISH_CACHE_DIR: folder, PHOTOFINISH_LIMITS: '0', PHOTOFINISH_MAX_REQUESTS_PER_MINUTE: '1000000' },
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

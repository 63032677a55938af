/**
 * Second environments of one framework: `PHOTOFINISH_RUNTIMES=pytorch@lab=/opt/lab/bin/python` shows the engine
 * `pytorch@lab` beside `pytorch`, so that two versions can be entered in one race.
 */
import type { EngineAdapter } from './engine';

export interface Runtime {
  /** The engine that it is another installation of. */
  readonly engineId: string;
  /** After the @ in the id. */
  readonly name: string;
  /** Python interpreter of the environment. */
  readonly interpreter: string;
}

/** The adapters, each followed by its further runtimes. Throws where a runtime's engine takes no interpreter. */
export function withRuntimes(adapters: readonly EngineAdapter[], runtimes: readonly Runtime[]): EngineAdapter[] {
  const able = adapters.filter(({ takesInterpreter }) => takesInterpreter);
  for (const { engineId, name } of runtimes) {
    if (!able.some(({ id }) => id === engineId)) {
      const known = able.map(({ id }) => id).join(', ');
      throw new Error(
        `PHOTOFINISH_RUNTIMES names ${engineId}@${name}, but only these have Python environments: ${known}.`,
      );
    }
  }
  return adapters.flatMap((adapter) => [
    adapter,
    ...runtimes.filter(({ engineId }) => engineId === adapter.id).map((runtime) => runtimeOf(adapter, runtime)),
  ]);
}

function runtimeOf(adapter: EngineAdapter, { name, interpreter }: Runtime): EngineAdapter {
  return {
    ...adapter,
    id: `${adapter.id}@${name}`,
    name: `${adapter.name} @ ${name}`,
    locate: (context) =>
      adapter.locate({ ...context, pythonOverride: () => interpreter, overrideVariable: 'PHOTOFINISH_RUNTIMES' }),
  };
}

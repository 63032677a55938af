/** Engines as runs show them, each looked up and made once: a page of races has hundreds of runs, and few engines. */
import type { EngineState } from '../engines/engine-state';
import type { EngineType } from '../schema/engine.type';
import { toEngine, toForgottenEngine } from './mappers/engine.mapper';

export class EngineTypes {
  private readonly known = new Map<string, EngineType | Promise<EngineType>>();

  constructor(private readonly find: (id: string) => Promise<EngineState | null>) {}

  /** At once where it has been found before: a field with a promise makes one of every object that it stands in. */
  of(id: string): EngineType | Promise<EngineType> {
    const known = this.known.get(id) ?? this.make(id);
    this.known.set(id, known);
    return known;
  }

  /** So that `of` answers at once. What cannot be found is left to whoever asks for it. */
  async prepare(ids: readonly string[]): Promise<void> {
    await Promise.allSettled(ids.map(async (id) => this.of(id)));
  }

  private async make(id: string): Promise<EngineType> {
    const state = await this.find(id);
    const engine = state ? toEngine(state) : toForgottenEngine(id);
    this.known.set(id, engine);
    return engine;
  }
}

/** Work that is done one piece after the other, in the order in which it was asked for. */

export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Begins when all that was asked for under the same `key` before has ended, well or badly. Work of different keys overlaps. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(key) ?? Promise.resolve()).then(work);
    const ended = mine.catch(() => undefined);
    this.last.set(key, ended);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === ended) this.last.delete(key);
    }
  }

  /** Keys under which something is going on. */
  get size(): number {
    return this.last.size;
  }
}

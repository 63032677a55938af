/** Loaded into the server before anything else (`node --expose-gc --require`): says what it holds, when asked. */
export interface Holdings {
  /** After everything that nobody holds was collected. */
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly residentBytes: number;
  /** Open sockets, timers and the like, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

process.on('message', (message) => {
  if (message !== 'holdings') return;
  // What was only kept until its end is gone after the second.
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  process.send?.({ heapBytes: heapUsed, externalBytes: external, residentBytes: rss, resources } satisfies Holdings);
});
process.channel?.unref();

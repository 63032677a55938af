/** What is raced while things go wrong: real processes and rounds, and done in seconds. */
const FAKE = [
  { engine: 'fake', label: 'A' },
  { engine: 'fake', variant: 'twice', label: 'B' },
];

/** Input of `startRace`, but for its seed. `engines`: real ones instead of the fake one. */
export function smallRace(budgetSeconds: number, engines: readonly string[] = []): Record<string, unknown> {
  const real = engines.map((engine, index) => ({ engine, label: `${engine} ${index}` }));
  return {
    workload: 'mlp',
    parameters: [
      { name: 'inputs', value: 12 },
      { name: 'hidden1', value: 8 },
      { name: 'hidden2', value: 6 },
    ],
    ...{ batchSize: 4, effort: 'QUICK', threads: 1, budgetSeconds },
    entrants: real.length > 0 ? real : FAKE,
  };
}

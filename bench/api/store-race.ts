/** Stores a whole race through the product's own store, from its acceptance to its end. */
import { newId } from '../../src/entities/ids';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import type { RaceFact } from '../../src/racing/race-fact';
import type { RaceStore } from '../../src/racing/race-store';

export function newRace(values: Partial<Race> = {}): Race {
  return Object.assign(new Race(), {
    ...{ id: newId('race'), label: 'nightly', owner: null, project: null, status: 'QUEUED', workload: 'mlp' },
    parameters: { inputs: 784, hidden1: 512, hidden2: 256, classes: 10 },
    ...{ task: 'INFERENCE', precision: 'FLOAT32', division: 'STRICT', graph: null, batchSize: 64 },
    ...{ metric: 'THROUGHPUT', compilationCaches: null, question: 'BEST', effort: 'RIGOROUS' },
    ...{ practicalDifference: 0.02, targetHalfWidth: null, expectedDetectableDifference: null },
    ...{ budgetSeconds: 3600, device: 'CPU', threads: 2, seed: 20_261_127, idempotencyKey: null },
    ...{ createdAt: Date.now(), startedAt: null, finishedAt: null, hardwareProfileId: null, roundsCompleted: 0 },
    ...{ spentSeconds: 0, attempts: 0, tensorsSha256: null, analysis: null, verdict: null, warnings: [] },
    ...{ failure: null, wanted: 'any', holder: null, fence: 0, heldUntil: null, cancelRequestedAt: null },
    ...{ traceParent: null, lastSequence: 0 },
    ...values,
  });
}

export function newRuns(race: Race, count: number): Run[] {
  return Array.from({ length: count }, (_, position) =>
    Object.assign(new Run(), {
      ...{ id: newId('run'), raceId: race.id, position, cloneOf: null, label: `PyTorch (eager) #${position + 1}` },
      ...{ engine: 'pytorch', variant: 'eager', status: 'QUEUED', engineVersion: null, device: null },
      ...{ settings: [], implementation: [], parity: null, failure: null },
    }),
  );
}

/** FINISHED and packed when the promise resolves. */
export async function storeFinishedRace(
  store: RaceStore,
  hardwareProfileId: string,
  entrants: number,
  factsOf: (runIds: readonly string[]) => Iterable<RaceFact>,
): Promise<Race> {
  const race = newRace();
  const runs = newRuns(race, entrants);
  await store.create(race, runs, Number.MAX_SAFE_INTEGER);
  await store.begin(race.id, hardwareProfileId);
  for (const fact of factsOf(runs.map(({ id }) => id))) await store.record(race.id, fact);
  const verdict = `${runs[0]?.label} is 1.01 times as fast as ${runs[1]?.label}, 95 % CI 1.00 to 1.02`;
  await store.end(race.id, { status: 'FINISHED', verdict, warnings: [], failure: null });
  await store.settled();
  return race;
}

/** The steps of a round that measure: a block, single iterations, the memory that the work takes. */
import { measureAwake, rewarmIterations } from './awake';
import { checked } from './block-check';
import { processesOf, type Contestant } from './contestant';
import type { EffortPlan } from './effort';
import type { RaceFact } from './race-fact';
import type { Step } from './round-request';
import { readSurroundings, surroundingsBetween } from './surroundings';
import { countCompilations } from './trial-lengths';
import { medianElapsedSeconds } from './warm-up';

export async function measureBlock(
  contestant: Contestant,
  place: { pass: number; position: number },
): Promise<RaceFact[]> {
  const { session, warmUp: warmed } = contestant;
  const iterationsPerBlock = warmed?.iterationsPerBlock ?? 1;
  const asked = { blocks: 1, iterationsPerBlock, rewarmIterations: rewarmIterations(iterationsPerBlock) };
  const blocks = await witnessed(contestant, () => measureAwake(session, asked));
  contestant.blocks.push(...blocks.map((block) => ({ ...block, ...place })));
  countCompilations(contestant.variableLengths, blocks);
  return checked(contestant, blocks);
}

/** Keeps what the machine told meanwhile. */
export async function witnessed<T>(contestant: Contestant, act: () => Promise<T>): Promise<T> {
  const look = () => readSurroundings(processesOf([contestant]), contestant.watch.sources);
  const before = look();
  const result = await act();
  contestant.surroundings.push(surroundingsBetween(before, look()));
  return result;
}

/** Together with the other rounds enough for percentiles, and little beside the blocks of a trial. */
const LATENCY_SECONDS = 0.25;
const [FEWEST_LATENCIES, MOST_LATENCIES] = [8, 1000];

/** Times iterations one by one: the tail of their distribution is not in blocks. */
export const sampleLatency: Step = async (contestant) => {
  const { session, warmUp: warmed } = contestant;
  const perBlock = warmed?.iterationsPerBlock ?? 1;
  const fitting = Math.floor((LATENCY_SECONDS * perBlock) / medianElapsedSeconds(contestant.blocks));
  const iterationsPerBlock = Math.min(MOST_LATENCIES, Math.max(FEWEST_LATENCIES, fitting));
  const asked = { blocks: 1, iterationsPerBlock, rewarmIterations: rewarmIterations(perBlock), eachIteration: true };
  const blocks = await measureAwake(session, asked);
  contestant.iterationNanoseconds = blocks[0]?.iterationNanoseconds ?? null;
  return checked(contestant, blocks);
};

/**
 * Asks how the GPU is while the entrant computes on it: further blocks, which count for nothing, for as long as the
 * driver's tool takes. Asking during a block would be in its time, and afterwards the clock would be that of a GPU at rest.
 */
export async function watchGpu(contestant: Contestant, raceProcesses: readonly number[]): Promise<RaceFact[]> {
  const { session, watch, warmUp: warmed } = contestant;
  if (!watch.seesGpu) return [];
  const asked = { blocks: 1, iterationsPerBlock: warmed?.iterationsPerBlock ?? 1, rewarmIterations: 0 };
  let answered = false;
  const answer = watch.gpuState(raceProcesses).finally(() => (answered = true));
  let facts: RaceFact[] = [];
  do facts = await checked(contestant, await measureAwake(session, asked));
  while (!answered && contestant.racing);
  contestant.gpu = await answer;
  return facts;
}

/** Frameworks take what a step needs in their first steps, and keep it. */
const MEMORY_ITERATIONS = 5;

/** Takes as much memory as the work takes; untimed. */
export const useMemory: Step = async (contestant) => {
  const asked = { blocks: 1, iterationsPerBlock: MEMORY_ITERATIONS, rewarmIterations: 0 };
  return checked(contestant, await measureAwake(contestant.session, asked));
};

/** As many blocks as fit into the seconds of the effort, every entrant taken together, within its bounds. */
export function planBlocks(effort: EffortPlan, racing: readonly Contestant[]): number {
  const blockSeconds = racing.map(({ warmUp: warmed }) =>
    medianElapsedSeconds(warmed?.blocks.slice(-effort.warmUpWindowBlocks) ?? []),
  );
  const passSeconds = blockSeconds.reduce((sum, seconds) => sum + seconds, 0) / racing.length;
  const fitting = passSeconds > 0 ? Math.floor(effort.measuredSecondsPerTrial / passSeconds) : effort.maximumBlocks;
  return Math.min(effort.maximumBlocks, Math.max(effort.minimumBlocks, fitting));
}

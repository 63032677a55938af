/** One entrant within one round: its worker and what has been measured of it so far. */
import { findingsOf, type GpuStateFacts, type TrialFindings } from '../entities/trial.entity';
import { foreignShare, type Company } from '../hardware/foreign-processor-time';
import type { PrepareAnswer, WorkerSession } from '../engines/worker-session';
import type { DoneMessage, ReadyMessage } from '../protocol/messages';
import type { PlacedBlock } from './block-codec';
import type { BlockProof } from './block-proof';
import { clockTags, companyTags, gpuTags, hostTags, pressureTags } from './disturbance';
import type { InterleavingName } from './interleaving';
import type { MachineWatch } from './machine-watch';
import type { MeasuredTrial } from './race-fact';
import type { TrialCaches } from './race-caches';
import type { PlannedEntrant } from './race-plan';
import { surroundingsOf, type Surroundings, type TrialSurroundings } from './surroundings';
import { energyTags } from './trial-energy';
import { lengthsTags } from './trial-lengths';
import { servingTags } from './trial-serving';
import type { WarmUpResult } from './warm-up';

/** Its findings grow while it is measured. */
export interface Contestant extends TrialFindings {
  readonly entrant: PlannedEntrant;
  readonly round: number;
  readonly interleaving: InterleavingName;
  readonly session: WorkerSession;
  /** From a process that had imported its framework. */
  readonly forked: boolean;
  /** Null where its engine uses its usual ones. */
  readonly caches: TrialCaches | null;
  readonly startedAt: number;
  /** False once it failed, is unsupported, or its trial is closed. */
  racing: boolean;
  ready: (ReadyMessage & { readonly spawnNanoseconds: number }) | null;
  answer: Extract<PrepareAnswer, { kind: 'prepared' }> | null;
  /** What its blocks are held to; null before its work was proven. */
  proof: BlockProof | null;
  /** Blocks of the same training steps ended with losses that differ; the steps that were proven still hold. */
  lossVaries: boolean;
  warmUp: WarmUpResult | null;
  readonly blocks: PlacedBlock[];
  /** Of single iterations, after its blocks, where latency is raced. */
  iterationNanoseconds: readonly number[] | null;
  /** What the machine told of its blocks, one entry each. */
  readonly surroundings: Surroundings[];
  /** Who else computed while its round's blocks were measured. */
  company: Company | null;
  /** While it computed; null of a race on a CPU, and where nothing tells. */
  gpu: GpuStateFacts | null;
  readonly watch: MachineWatch;
}

/** Ids of the processes that have said hello. */
export function processesOf(contestants: readonly Contestant[]): number[] {
  return contestants.flatMap(({ ready }) => (ready ? [ready.pid] : []));
}

/** What is stored of its trial; `tags` beside what the warm-up says. */
export function trialOf(
  contestant: Contestant,
  memory: Pick<DoneMessage, 'peakResidentBytes' | 'peakDeviceBytes'>,
  tags: readonly string[],
): MeasuredTrial {
  const { entrant, round, ready, answer, warmUp, blocks, gpu } = contestant;
  const prepared = answer?.prepared;
  const warmUpBlocks = warmUp?.blocks ?? [];
  const { foreignShare: foreign, clockHertz, ...surroundings } = surroundingsOf(contestant.surroundings);
  return {
    runId: entrant.runId,
    round,
    startedAt: contestant.startedAt,
    iterationsPerBlock: blocks[0]?.iterations ?? warmUp?.iterationsPerBlock ?? 1,
    blocks,
    iterationNanoseconds: contestant.iterationNanoseconds,
    foreignShare: foreign,
    clockHertz,
    gpu,
    ...findingsOf(contestant),
    warmUpBlocks: warmUpBlocks.map((block, index) => ({ ...block, pass: index, position: 0 })),
    tags: [
      ...(warmUp && !warmUp.steady ? ['NOT_STEADY'] : []),
      ...(contestant.interleaving === 'EXCLUSIVE' ? ['EXCLUSIVE'] : []),
      ...(contestant.forked ? ['FORKED'] : []),
      ...energyTags(contestant.energy),
      ...servingTags(contestant.serving),
      ...lengthsTags(contestant.variableLengths),
      ...(contestant.lossVaries ? ['LOSS_VARIES'] : []),
      ...machineTags(contestant, surroundings, clockHertz),
      ...tags,
    ],
    phases: {
      spawnNanoseconds: ready?.spawnNanoseconds ?? 0,
      importNanoseconds: ready?.importNanoseconds ?? 0,
      initialiseNanoseconds: ready?.initialiseNanoseconds ?? 0,
      buildNanoseconds: prepared?.buildNanoseconds ?? 0,
      compileNanoseconds: prepared?.compileNanoseconds ?? 0,
      firstResultNanoseconds: prepared?.firstResultNanoseconds ?? 0,
    },
    peakResidentBytes: memory.peakResidentBytes,
    peakDeviceBytes: memory.peakDeviceBytes,
  };
}

function machineTags(
  { company, gpu, watch }: Contestant,
  { host, waiting }: Pick<TrialSurroundings, 'host' | 'waiting'>,
  clockHertz: number | null,
): string[] {
  const alone = companyTags(foreignShare([company]));
  return [
    ...hostTags(host),
    ...pressureTags(waiting, alone.length > 0),
    ...clockTags(watch.clockShare('cpu', clockHertz)),
    ...(gpu ? gpuTags(gpu, watch.clockShare('gpu', gpu.smClockHertz)) : []),
    ...alone,
  ];
}

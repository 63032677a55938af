/** Trials as they are stored: rows while their race goes on, packed into one for each run once it has ended. */
import { In, type DataSource, type EntityManager, type FindOptionsSelect, type FindOptionsWhere } from 'typeorm';
import { RunHistory } from '../entities/run-history.entity';
import type { StoredTrial } from '../entities/stored-trial';
import { numbersOfPhases, phasesOfNumbers, Trial } from '../entities/trial.entity';
import { packBlocksOfTrials, packTrials, unpackBlocksOfTrials, unpackTrials } from '../packing/trials';
import { decodeBlocks } from './block-codec';
import { groupBy } from './group-by';
import { UNFENCED, type RaceChanges } from './race-changes';
import { readPagePerParent, type Ordering, type Page, type PageRequest } from './keyset';
import { once } from './once';

/** Below so many, packing them would save little, and reading one of them would unpack them all. */
const FEWEST_TO_PACK = 64;

const BY_ROUND: Ordering = { property: 'round', direction: 'ASC' };

/** `trial_…`, told by its run and round: a trial that is packed is found by its id without an index of its own. */
export function trialIdOf(runId: string, round: number): string {
  return `trial_${runId.slice('run_'.length)}-${round}`;
}

/** Null for ids of before they were made so. */
function placeOf(trialId: string): { readonly runId: string; readonly round: number } | null {
  const [, run = '', round = ''] = /^trial_([0-9a-z]+)-([1-9]\d{0,8})$/.exec(trialId) ?? [];
  return run === '' ? null : { runId: `run_${run}`, round: Number(round) };
}

type Changes = Pick<RaceChanges, 'database' | 'make'>;
type Wanted = readonly (keyof StoredTrial)[];

/** Of these runs or races, the first round first; what is not `wanted` may be missing. */
export async function trialsOf(
  { manager }: Pick<DataSource, 'manager'>,
  by: 'runId' | 'raceId',
  ids: readonly string[],
  wanted: Wanted,
): Promise<StoredTrial[]> {
  if (ids.length === 0) return [];
  // Rows first: of a race that ends meanwhile both are read, and the packed ones count.
  const rows = await manager.find(Trial, {
    select: selectionOf(wanted),
    where: { [by]: In(ids) },
    order: { round: 'ASC' },
  });
  const packed = await packedTrials(manager, { [by]: In(ids) }, wanted);
  const runs = new Set(packed.map(({ runId }) => runId));
  const all = [...packed, ...rows.filter(({ runId }) => !runs.has(runId)).map(unpackedRow)];
  return packed.length === 0 ? all : all.sort((one, other) => one.round - other.round);
}

/** In the order of the ids; null where nothing has the id. */
export async function trialsById(
  { manager }: Pick<DataSource, 'manager'>,
  ids: readonly string[],
): Promise<(StoredTrial | null)[]> {
  const rows = (await manager.findBy(Trial, { id: In(ids) })).map(unpackedRow);
  const known = new Set(rows.map(({ id }) => id));
  const runIds = ids.flatMap((id) => (known.has(id) ? [] : (placeOf(id)?.runId ?? [])));
  const packed = runIds.length === 0 ? [] : await packedTrials(manager, { runId: In(runIds) }, BLOCKS);
  const byId = new Map([...rows, ...packed].map((trial) => [trial.id, trial]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Of each run, the first round first. */
export async function trialPagesOf(
  dataSource: DataSource,
  runIds: readonly string[],
  request: PageRequest,
): Promise<Page<StoredTrial>[]> {
  const pages = await readPagePerParent(dataSource, Trial, 'runId', runIds, BY_ROUND, request);
  const packed = groupBy(await packedTrials(dataSource.manager, { runId: In(runIds) }, BLOCKS), ({ runId }) => runId);
  return runIds.map((runId, index) => {
    const trials = packed.get(runId);
    if (trials) return pageOf(trials, request);
    const page = pages[index] as Page<Trial>;
    return { ...page, rows: page.rows.map(unpackedRow) };
  });
}

/**
 * Of a race that has ended, run by run. Not in the transaction that ends it: packing takes a processor for longer than
 * PostgreSQL lets a transaction stand still. What is interrupted, or refused, leaves rows, which are read as well.
 */
export async function packTrialsOfRace(changes: Changes, raceId: string): Promise<void> {
  const repository = changes.database.getRepository(Trial);
  if ((await repository.countBy({ raceId })) < FEWEST_TO_PACK) return;
  const rows = await repository.find({ where: { raceId }, order: { round: 'ASC' } });
  // Ids that clients know already stay the same.
  if (rows.some(({ id, runId, round }) => id !== trialIdOf(runId, round))) return;
  for (const [runId, trials] of groupBy(rows, (row) => row.runId)) {
    const packed = {
      trials: packTrials(trials.map((trial) => ({ ...trial, phases: numbersOfPhases(trial.phases) }))),
      blocks: packBlocksOfTrials(trials.map(({ blocks }) => decodeBlocks(blocks))),
      warmUpBlocks: packBlocksOfTrials(trials.map(({ warmUpBlocks }) => decodeBlocks(warmUpBlocks))),
    };
    await changes.make(raceId, UNFENCED, async (manager) => {
      await manager.insert(RunHistory, { runId, raceId, ...packed });
      await manager.delete(Trial, { runId });
    });
  }
}

/** Of what is packed, all else comes in one piece. */
const BLOCKS: Wanted = ['blocks', 'warmUpBlocks'];

function selectionOf(wanted: Wanted): FindOptionsSelect<Trial> {
  return Object.fromEntries(['runId', 'raceId', 'round', ...wanted].map((name) => [name, true]));
}

async function packedTrials(
  manager: EntityManager,
  where: FindOptionsWhere<RunHistory>,
  wanted: Wanted,
): Promise<StoredTrial[]> {
  const texts = ['runId', 'raceId', 'trials', ...wanted.filter((name) => BLOCKS.includes(name))];
  const select = Object.fromEntries(texts.map((name) => [name, true])) as FindOptionsSelect<RunHistory>;
  return (await manager.find(RunHistory, { select, where })).flatMap(unpackHistory);
}

function unpackHistory({ runId, raceId, trials, blocks, warmUpBlocks }: RunHistory): StoredTrial[] {
  const measured = once(() => unpackBlocksOfTrials(blocks));
  const warmUps = once(() => unpackBlocksOfTrials(warmUpBlocks));
  return unpackTrials(trials).map(({ phases, ...trial }, index) =>
    withBlocks(
      { ...trial, phases: phasesOfNumbers(phases), id: trialIdOf(runId, trial.round), runId, raceId },
      () => measured()[index] ?? [],
      () => warmUps()[index] ?? [],
    ),
  );
}

const unpackedRow = ({ blocks, warmUpBlocks, ...facts }: Trial): StoredTrial =>
  withBlocks(
    facts,
    once(() => decodeBlocks(blocks)),
    once(() => decodeBlocks(warmUpBlocks)),
  );

function withBlocks(
  facts: Omit<StoredTrial, 'blocks' | 'warmUpBlocks'>,
  measured: () => StoredTrial['blocks'],
  warmUps: () => StoredTrial['blocks'],
): StoredTrial {
  return {
    ...facts,
    get blocks() {
      return measured();
    },
    get warmUpBlocks() {
      return warmUps();
    },
  };
}

function pageOf(trials: readonly StoredTrial[], { first, after }: PageRequest): Page<StoredTrial> {
  const isBefore = ({ round, id }: StoredTrial) =>
    after !== null && (round < after.order || (round === after.order && id <= after.id));
  const rest = trials.filter((trial) => !isBefore(trial));
  return {
    rows: rest.slice(0, first),
    hasNextPage: rest.length > first,
    hasPreviousPage: async () => rest.length < trials.length,
    totalCount: async () => trials.length,
  };
}

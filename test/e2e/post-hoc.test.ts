import { createDataSource } from '../../src/data-source';
import { Race } from '../../src/entities/race.entity';
import { PostHocAnalyst } from '../../src/racing/post-hoc';
import { RaceReader } from '../../src/racing/race-reader';
import type { RaceView } from './race-view';
import { race, SMALL, startRace, startServer, type ApiErrorView, type TestServer } from './support';

const PAIR = [
  { engine: 'fake', label: 'A' },
  { engine: 'fake', variant: 'steady-5', label: 'B' },
];
const REANALYSE = `query ($raceId: ID!, $practicalDifference: Float, $confidence: Float) {
  reanalyse(raceId: $raceId, practicalDifference: $practicalDifference, confidence: $confidence) {
    practicalDifference confidence roundsCompleted verdict race { id } standings { tier run { label } }
    comparisons { verdict clear sentence rounds flags ratio { value low high confidence } } } }`;
const COMPARE = `query ($baseline: ID!, $candidate: ID!, $practicalDifference: Float) {
  comparison(baseline: $baseline, candidate: $candidate, practicalDifference: $practicalDifference) {
    baseline { id } candidate { id } verdict sentence rounds flags furtherRounds ratio { value low high } } }`;

interface PairView {
  readonly verdict: string;
  readonly sentence: string;
  readonly flags: string[];
  readonly rounds: number;
  readonly ratio: { value: number; low: number; high: number };
  readonly baseline: { id: string };
  readonly candidate: { id: string };
}

describe('asking stored blocks again', () => {
  let server: TestServer;
  let first: RaceView;
  let second: RaceView;
  beforeAll(async () => {
    server = await startServer();
    // Its estimate is held to half a per cent, about the standard error of a QUICK race.
    first = await race(server, { entrants: PAIR, effort: 'STANDARD' });
    second = await race(server, { entrants: PAIR, seed: SMALL.seed + 1 });
  });
  afterAll(() => server.stop());

  const reanalyse = (raceId: string, values: object = {}) =>
    server.query<{
      reanalyse: { comparisons: PairView[]; practicalDifference: number; confidence: number; verdict: string };
    }>(REANALYSE, { raceId, ...values });
  const compare = (baseline: string, candidate: string, values: object = {}) =>
    server.query<{ comparison: PairView }>(COMPARE, { baseline, candidate, ...values });
  const idOf = (of: RaceView, label: string) => of.runs.find((run) => run.label === label)?.id ?? '';
  const errorOf = ({ errors }: { errors?: ApiErrorView[] }) => errors?.[0]?.extensions;

  test('by its own rules a race says the same bit for bit', async () => {
    const database = await createDataSource(server.configuration).initialize();
    try {
      const analyst = new PostHocAnalyst(database, new RaceReader(database));
      const stored = await database.getRepository(Race).findOneByOrFail({ id: first.id });
      const again = await analyst.reanalyse(first.id, { practicalDifference: null, confidence: null });
      expect(JSON.stringify(again.analysis)).toBe(JSON.stringify(stored.analysis));
    } finally {
      await database.destroy();
    }
    const { data } = await reanalyse(first.id);
    expect(data.reanalyse).toMatchObject({ practicalDifference: 0.02, confidence: 0.95, verdict: first.verdict });
  });

  test('where less matters the verdict changes, where more is wanted the interval widens, and the race stays as it was', async () => {
    const tolerant = (await reanalyse(first.id, { practicalDifference: 0.2 })).data.reanalyse;
    expect(first.comparisons[0]?.verdict).toMatch(/FASTER/);
    expect(tolerant.comparisons[0]?.verdict).toBe('NO_PRACTICAL_DIFFERENCE');
    expect(tolerant.verdict).toMatch(/^No practical difference/);
    const width = ({ low, high }: { low: number; high: number }) => Math.log(high / low);
    const [loose, sure] = await Promise.all(
      [0.8, 0.95].map(async (confidence) => (await reanalyse(first.id, { confidence })).data.reanalyse),
    );
    expect(width(loose!.comparisons[0]!.ratio)).toBeLessThan(width(sure!.comparisons[0]!.ratio));
    const { data } = await server.query<{ race: { verdict: string } }>(
      'query ($id: ID!) { race(id: $id) { verdict } }',
      { id: first.id },
    );
    expect(data.race.verdict).toBe(first.verdict);
  });

  test('two runs of one race are compared round by round, either way round', async () => {
    const [a, b] = [idOf(first, 'A'), idOf(first, 'B')];
    const { comparison } = (await compare(a, b)).data;
    expect(comparison).toMatchObject({ verdict: 'BASELINE_FASTER', baseline: { id: a }, candidate: { id: b } });
    expect(comparison.flags).not.toContain('UNPAIRED');
    expect(comparison.ratio.value).toBeCloseTo(1.05, 2);
    const swapped = (await compare(b, a)).data.comparison;
    expect(swapped.verdict).toBe('CANDIDATE_FASTER');
    expect(swapped.ratio.value * comparison.ratio.value).toBeCloseTo(1, 12);
  });

  test('two runs of different races carry what the machine may do in between, and say so', async () => {
    const { comparison } = (await compare(idOf(first, 'A'), idOf(second, 'B'))).data;
    expect(comparison.flags).toEqual(['UNPAIRED', 'ASSUMED_DRIFT']);
    expect(comparison.verdict).toBe('INCONCLUSIVE');
    expect(comparison.sentence).toMatch(/^B cannot be told from A: .*\(in different races, not side by side\)$/);
    const paired = (await compare(idOf(first, 'A'), idOf(first, 'B'))).data.comparison.ratio;
    const width = ({ low, high }: { low: number; high: number }) => Math.log(high / low);
    expect(width(comparison.ratio)).toBeGreaterThan(2 * width(paired));
  });

  test('with repeats on this machine the drift is theirs, and the assumption goes', async () => {
    for (const seed of [2, 3]) await race(server, { entrants: PAIR, seed: SMALL.seed + seed });
    const { comparison } = (await compare(idOf(first, 'A'), idOf(second, 'B'))).data;
    expect(comparison.flags).toEqual(['UNPAIRED']);
  });

  test('what cannot be compared is refused, with the field and what to do', async () => {
    const other = await race(server, { entrants: PAIR, batchSize: SMALL.batchSize * 2 });
    const [a, b] = [idOf(first, 'A'), idOf(other, 'B')];
    expect(errorOf(await compare(a, a))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'candidate' });
    const different = await compare(a, b);
    expect(different.errors?.[0]?.message).toBe('These runs did different work: batchSize differ.');
    expect(errorOf(await compare('run_nonsense', a))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'baseline' });
    expect(errorOf(await compare(a.replace(/.$/, a.endsWith('0') ? '1' : '0'), b))?.code).toMatch(
      /NOT_FOUND|BAD_USER_INPUT/,
    );
    expect(errorOf(await reanalyse(first.id, { confidence: 1 }))).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'confidence', advice: 'Give a number from 0.5 to 0.999.' },
    });
    expect(errorOf(await reanalyse(first.id, { practicalDifference: 0 }))).toMatchObject({
      field: 'practicalDifference',
    });
  });

  test('a race that is still measured is refused', async () => {
    const id = await startRace(server, { entrants: PAIR });
    expect(errorOf(await reanalyse(id))).toMatchObject({ code: 'CONFLICT', field: 'raceId' });
    await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id });
    // Nothing was measured, and that is what it says.
    const { data } = await reanalyse(id);
    expect(data.reanalyse).toMatchObject({ comparisons: [], verdict: null });
  });
});

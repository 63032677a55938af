/** Races of energy against counters that are made up, and that real processes advance. */
import { engineAdapters } from '../../src/engines/registry';
import { EFFORTS } from '../../src/racing/effort';
import { median } from '../../src/statistics/descriptive';
import { JOULES, spending } from '../fixtures/energy/spending-adapter';
import { Powercap } from '../fixtures/energy/powercap';
import { race, resultOf, startRace, startServer, tryStart, SMALL, type TestServer } from './support';

const IDLE_WATTS = 20;
const SHORT = { restSeconds: 0.05, idleSeconds: 0.3, workSeconds: 0.6 };
const efforts = { ...EFFORTS, QUICK: { ...EFFORTS.QUICK, energy: SHORT } };
const ITEMS_PER_ITERATION = SMALL.batchSize;

const ENERGY = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      runs {
        label
        energyJoulesPerItem {
          value
          low
          high
        }
        trials(first: 100) {
          edges {
            node {
              round
              tags
              energy {
                covers
                grossJoules
                idleWatts
                seconds
                blockSeconds
                iterations
                items
              }
            }
          }
        }
      }
    }
  }
`;

interface EnergyView {
  covers: string;
  grossJoules: number;
  idleWatts: number;
  seconds: number;
  blockSeconds: number;
  iterations: number;
  items: number;
}
interface RunView {
  label: string;
  energyJoulesPerItem: { value: number; low: number; high: number } | null;
  trials: { edges: { node: { round: number; tags: string[]; energy: EnergyView | null } }[] };
}

describe('a race of energy', () => {
  let powercap: Powercap;
  let server: TestServer;
  beforeEach(async () => {
    powercap = new Powercap();
    powercap.add('intel-rapl:0', { name: 'package-0', microjoules: 0, rangeMicrojoules: 7_000_000 });
    // Wraps several times in each trial.
    powercap.add('intel-rapl:1', { name: 'package-1', microjoules: 5_000_000, rangeMicrojoules: 20_000_000 });
    powercap.count('intel-rapl:0', IDLE_WATTS);
    const adapters = [...engineAdapters, spending(powercap.counterOf('intel-rapl:1'))];
    server = await startServer({}, { adapters, powercapFolder: powercap.folder, efforts });
  });
  afterEach(async () => {
    await server.stop();
    powercap.remove();
  });

  const start = (variants: readonly string[], more: Record<string, unknown> = {}) =>
    startRace(server, {
      metric: 'ENERGY',
      entrants: variants.map((variant) => ({ engine: 'spending', variant, label: variant })),
      ...more,
    });
  const runsOf = async (id: string) =>
    (await server.query<{ race: { runs: RunView[] } }>(ENERGY, { id })).data.race.runs;

  test('finds the energy of an item that the work really took, without that of the idle machine', async () => {
    const id = await start(['thrifty', 'wasteful']);
    const events = await server.follow(id);
    const result = await resultOf(server, id);
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.verdict).toMatch(/^thrifty needs less energy: wasteful needs \d\.\d+ times as much, 9\d(\.\d)? % CI/);
    const ratio = result.comparisons[0]?.ratio.value ?? Number.NaN;
    expect(Math.abs(Math.log(ratio / 2))).toBeLessThan(0.15);
    expect(events.some(({ __typename }) => __typename === 'RoundFinished')).toBe(true);

    for (const run of await runsOf(id)) {
      const expected = JOULES[run.label as keyof typeof JOULES] / ITEMS_PER_ITERATION;
      // However slow this machine is: it is off by less than half of what the idle machine took meanwhile.
      const gross = run.trials.edges.map(({ node }) => (node.energy?.grossJoules ?? NaN) / (node.energy?.items ?? NaN));
      const error = Math.abs((run.energyJoulesPerItem?.value ?? NaN) - expected);
      expect(error).toBeLessThan((median(gross) - expected) / 2);
      for (const { node } of run.trials.edges) {
        expect(node.tags).toContain('EXCLUSIVE');
        const energy = node.energy as EnergyView;
        expect(energy).toMatchObject({
          covers: '2 processor packages',
          items: energy.iterations * ITEMS_PER_ITERATION,
        });
        expect(energy.seconds).toBeGreaterThanOrEqual(SHORT.workSeconds);
        expect(energy.iterations).toBeGreaterThanOrEqual(100);
        expect(energy.blockSeconds).toBeGreaterThan(0);
        expect(energy.blockSeconds).toBeLessThanOrEqual(energy.seconds);
        // All of what the work took is in it, and the idle machine's part on top.
        expect(energy.grossJoules).toBeGreaterThan(energy.items * expected);
        expect(energy.idleWatts).toBeGreaterThan(0);
      }
    }
    for (const run of result.runs) expect(run).toMatchObject({ secondsPerIteration: null, itemsPerSecond: null });

    const again = await server.query<{ reanalyse: { verdict: string } }>(
      'query ($id: ID!) { reanalyse(raceId: $id) { verdict } }',
      { id },
    );
    expect(again.data.reanalyse.verdict).toBe(result.verdict);
  }, 180_000);

  test('has no number where the work took no more than the idle machine, and says so', async () => {
    const id = await start(['free'], { budgetSeconds: 4 });
    await server.follow(id);
    const [run] = await runsOf(id);
    expect(run?.energyJoulesPerItem?.value ?? NaN).not.toBe(0);
    const trials = run?.trials.edges.map(({ node }) => node) ?? [];
    expect(trials.length).toBeGreaterThan(0);
    for (const { tags, energy } of trials) {
      const net = energy ? energy.grossJoules - energy.idleWatts * energy.seconds : Number.NaN;
      expect(tags.includes('NO_NET_ENERGY')).toBe(net <= 0);
    }
  }, 60_000);

  test('ends for an entrant whose counter cannot be read any more, and keeps what was measured', async () => {
    const id = await start(['unplugged'], { budgetSeconds: 30 });
    await server.follow(id);
    const result = await resultOf(server, id);
    expect(result.runs[0]).toMatchObject({ status: 'FAILED', failure: { code: 'ENERGY_UNREADABLE' } });
    expect(result.runs[0]?.failure?.message).toMatch(/cannot be read \(ENOENT\)/);
  }, 60_000);

  test('takes at least as long as its first look needs, unless told otherwise', async () => {
    const { data } = await server.query<{ startRace: { budgetSeconds: number } }>(
      'mutation ($input: StartRaceInput!) { startRace(input: $input) { budgetSeconds } }',
      { input: { ...SMALL, metric: 'ENERGY', entrants: [1, 2, 3].map((n) => ({ engine: 'fake', label: `${n}` })) } },
    );
    expect(data.startRace.budgetSeconds).toBeGreaterThan(400);
  });

  test('is run by real engines too', async () => {
    powercap.count('intel-rapl:1', 0, 15);
    const entrants = ['onnxruntime-node', 'pytorch'].map((engine) => ({ engine, label: engine }));
    const installed = await server.query<{ engines: { id: string; available: boolean }[] }>(
      '{ engines { id available } }',
    );
    const missing = entrants.filter(({ engine }) => !installed.data.engines.find(({ id }) => id === engine)?.available);
    if (missing.length > 0) return console.warn('SKIPPED: ONNX Runtime or PyTorch is not installed here.');
    // Of one thread: two wait for each other, and for whoever has the processor of one of them.
    const input = { metric: 'ENERGY', workload: 'mlp', parameters: [], entrants, threads: 1, budgetSeconds: 30 };
    const result = await race(server, input);
    expect(result.runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED']);
    const runs = await runsOf(result.id);
    const nodesOf = ({ trials }: (typeof runs)[number]) => trials.edges.map(({ node }) => node);
    // This counter goes by all that the machine does: beside other tests the idle machine may take as much as the work, and
    // a round counts only where every entrant of it has a number.
    const known = runs.flatMap(nodesOf).every(({ tags }) => !tags.includes('NO_NET_ENERGY'));
    for (const run of runs) {
      expect(nodesOf(run).length).toBeGreaterThan(0);
      for (const { energy } of nodesOf(run)) {
        expect(energy?.iterations).toBeGreaterThanOrEqual(100);
        expect(energy?.grossJoules).toBeGreaterThan(0);
      }
      if (known) expect(run.energyJoulesPerItem?.value).toBeGreaterThan(0);
      else expect(run.energyJoulesPerItem?.value ?? null).not.toBe(0);
    }
  }, 120_000);
});

describe('a race of energy is refused, with what was looked for and what to do,', () => {
  const INPUT = { ...SMALL, metric: 'ENERGY', entrants: [{ engine: 'fake' }] };

  test.each([
    ['where there is no counter', () => undefined, /has no intel-rapl:N/, /Virtual machines/],
    [
      'where there is one that cannot be read',
      (powercap: Powercap) => powercap.add('intel-rapl:0', { name: 'package-0' }),
      /is there, and cannot be read/,
      /chmod a\+r/,
    ],
  ])('%s', async (_, prepare, reason, advice) => {
    const powercap = new Powercap();
    prepare(powercap);
    const server = await startServer({}, { powercapFolder: powercap.folder });
    try {
      const { errors } = await tryStart(server, INPUT);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.metric' });
      expect(errors?.[0]?.message).toMatch(reason);
      expect(errors?.[0]?.extensions.advice).toMatch(advice);
    } finally {
      await server.stop();
      powercap.remove();
    }
  });
});

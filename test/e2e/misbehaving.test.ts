import { findGroupPlace } from '../../src/engines/control-groups';
import { race, startServer, type TestServer } from './support';

describe('an entrant that goes wrong', () => {
  let server: TestServer;
  beforeAll(
    async () =>
      (server = await startServer({}, { timeouts: { measureMilliseconds: 3000, terminateMilliseconds: 500 } })),
  );
  afterAll(() => server.stop());

  const raceAgainst = (variant: string) =>
    race(server, {
      entrants: [
        { engine: 'fake', label: 'A' },
        { engine: 'fake', label: 'B' },
        { engine: 'misbehaving', variant, label: 'bad' },
      ],
    });

  test.each([
    ['crash-mid-block', 'WORKER_CRASHED'],
    ['exit-mid-block', 'WORKER_CRASHED'],
    ['hang', 'WORKER_TIMED_OUT'],
    ['garbage-on-channel', 'WORKER_BROKE_PROTOCOL'],
    ['out-of-order', 'WORKER_BROKE_PROTOCOL'],
    ['out-of-memory', 'WORKER_OUT_OF_MEMORY'],
    ['exit-without-done', 'WORKER_CRASHED'],
    ['says-negative-time', 'WORKER_BROKE_PROTOCOL'],
    ['wrong-result', 'PARITY_OUTPUT'],
    ['wrong-checksum', 'CHECKSUM_MISMATCH'],
  ])('%s fails its own run as %s, and the others race to their verdict', async (variant, code) => {
    const result = await raceAgainst(variant);
    const bad = result.runs.find(({ label }) => label === 'bad');
    expect(bad).toMatchObject({ status: 'FAILED', failure: { code, message: expect.stringMatching(/\w+/) } });
    expect(result.status).toBe('FINISHED');
    expect(result.comparisons.map(({ verdict }) => verdict)).toEqual(['NO_PRACTICAL_DIFFERENCE']);
    expect(result.standings.map(({ run }) => run.label).sort()).toEqual(['A', 'B']);
    expect(result.warnings.map((warning) => warning.code)).toContain('ENTRANT_LEFT');
    if (code === 'PARITY_OUTPUT') {
      expect(bad?.parity).toMatchObject({ passed: false });
      expect(bad?.parity?.error).toBeGreaterThan(bad?.parity?.tolerance ?? 0);
      expect(bad?.trials.totalCount).toBe(0);
    }
  });

  test('noise on stdout does no harm', async () => {
    const result = await race(server, {
      entrants: [{ engine: 'misbehaving', variant: 'noisy-stdout', label: 'noisy' }],
    });
    expect(result.runs[0]).toMatchObject({ status: 'FINISHED', failure: null });
  });

  test('a race that nobody survives is FAILED and says so', async () => {
    const result = await race(server, { entrants: [{ engine: 'misbehaving', variant: 'wrong-result' }] });
    expect(result).toMatchObject({ status: 'FAILED', verdict: null, failure: { code: 'NO_ENTRANT_FINISHED' } });
  });
});

(findGroupPlace() ? test : test.skip)(
  'one that eats memory leaves the race, which says what it might have',
  async () => {
    const server = await startServer({ workerMemoryBytes: 2 ** 30 });
    try {
      const entrants = [
        { engine: 'fake', label: 'A' },
        { engine: 'fake', label: 'B' },
        { engine: 'misbehaving', variant: 'eats-memory', label: 'bad' },
      ];
      const { status, runs } = await race(server, { entrants });
      expect(status).toBe('FINISHED');
      expect(runs.map((run) => run.status)).toEqual(['FINISHED', 'FINISHED', 'FAILED']);
      const message = expect.stringContaining(
        'Workers on this host may hold 1.00 GiB (PHOTOFINISH_WORKER_MEMORY_BYTES).',
      );
      expect(runs[2]?.failure).toMatchObject({ code: 'WORKER_OUT_OF_MEMORY', message });
    } finally {
      await server.stop();
    }
  },
);

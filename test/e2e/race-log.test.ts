/** A race of the fake engine, as the lines of its server's log tell it. */
import { race, startServer } from './support';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly raceId?: string;
  readonly runId?: string;
  readonly [field: string]: unknown;
}

const [DEBUG, INFO, WARN] = [20, 30, 40];

async function logOf(entrants: readonly object[]): Promise<{ lines: Line[]; id: string; runIds: string[] }> {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const server = await startServer({ logLevel: 'debug' }, { logDestination: destination });
  try {
    const { id, runs } = await race(server, { task: 'INFERENCE', entrants });
    return { lines, id, runIds: runs.map((run) => run.id) };
  } finally {
    await server.stop();
  }
}

test('a race is told from its beginning to its end, each line with its race, and each line of a trial with its run', async () => {
  const { lines, id, runIds } = await logOf([{ engine: 'fake' }, { engine: 'fake', label: 'other' }]);
  const ofRace = lines.filter(({ raceId }) => raceId === id);
  const [begin] = ofRace.filter(({ msg }) => msg === 'a race is measured');
  expect(begin).toMatchObject({
    level: INFO,
    workload: 'mlp',
    task: 'INFERENCE',
    effort: 'QUICK',
    device: 'CPU',
    runs: 2,
  });
  const end = ofRace.at(-1);
  expect(end).toMatchObject({
    level: INFO,
    msg: 'the race is finished',
    status: 'FINISHED',
    seconds: expect.any(Number),
  });
  for (const runId of runIds) {
    const ofRun = ofRace.filter((line) => line.runId === runId);
    const phases = ofRun.flatMap(({ phase }) => (phase === undefined ? [] : [phase]));
    expect(phases.slice(0, 6)).toEqual(['reference', 'import', 'build', 'parity', 'warm-up', 'measure']);
    const starts = ofRun.filter(({ msg }) => msg === 'a trial starts');
    const stored = ofRun.filter(({ msg }) => msg === 'a trial is stored');
    expect(starts.length).toBe(stored.length);
    expect(stored.length).toBeGreaterThan(0);
    expect(stored[0]).toMatchObject({ level: DEBUG, round: 1, blocks: expect.any(Number) });
  }
  expect(lines.filter(({ level }) => level > INFO && level !== WARN)).toEqual([]);
});

test('an entrant that fails is a warning with the reason, under its run', async () => {
  const { lines, id, runIds } = await logOf([{ engine: 'fake' }, { engine: 'misbehaving', variant: 'wrong-result' }]);
  const leaving = lines.filter(({ msg }) => msg === 'an entrant leaves the race');
  expect(leaving).toEqual([
    expect.objectContaining({
      level: WARN,
      raceId: id,
      runId: runIds[1],
      status: 'FAILED',
      reason: expect.any(String),
    }),
  ]);
});

import { SMALL, startServer, tryStart, type TestServer } from './support';

const ENTRANTS = [{ engine: 'fake' }];
const SECRET = 'ThisMustNotComeBack<script>';

describe('wrong input', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startServer({ maximumQueuedRaces: 2 }, { powercapFolder: '/nowhere' })));
  afterAll(() => server.stop());

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    [
      'an unknown workload',
      { workload: SECRET, entrants: ENTRANTS, parameters: [] },
      'input.workload',
      /gemm, .*lstm, .*mlp/,
    ],
    ['an unknown engine', { entrants: [{ engine: SECRET }] }, 'input.entrants[0].engine', /pytorch/],
    ['an unknown variant', { entrants: [{ engine: 'fake', variant: SECRET }] }, 'input.entrants[0].variant', /steady/],
    [
      'an unknown parameter',
      { entrants: ENTRANTS, parameters: [{ name: SECRET, value: 1 }] },
      'input.parameters[0].name',
      /hidden1/,
    ],
    [
      'a parameter out of range',
      { entrants: ENTRANTS, parameters: [{ name: 'hidden1', value: -3 }] },
      'input.parameters[0].value',
      /from 1 to/,
    ],
    ['no entrants', { entrants: [] }, 'input.entrants', /at least one/i],
    [
      'seventeen entrants',
      { entrants: Array.from({ length: 17 }, (_, i) => ({ engine: 'fake', label: `${i}` })) },
      'input.entrants',
      /16/,
    ],
    [
      'the same entrant twice without labels',
      { entrants: [...ENTRANTS, ...ENTRANTS] },
      'input.entrants[1].label',
      /label of its own/,
    ],
    [
      'two entrants with one label',
      {
        entrants: [
          { engine: 'fake', label: 'x' },
          { engine: 'fake', variant: 'twice', label: 'x' },
        ],
      },
      'input.entrants[1].label',
      /label/,
    ],
    ['batch 0', { entrants: ENTRANTS, batchSize: 0 }, 'input.batchSize', /from 1 to/],
    [
      'a task that the workload lacks',
      { workload: 'gemm', parameters: [], batchSize: null, task: 'TRAINING', entrants: ENTRANTS },
      'input.task',
      /INFERENCE/,
    ],
    [
      'a metric that needs a counter which this machine lacks',
      { entrants: ENTRANTS, metric: 'ENERGY' },
      'input.metric',
      /LATENCY, THROUGHPUT/,
    ],
    [
      'a change of a model that is not the metric’s',
      { entrants: ENTRANTS, metric: 'LATENCY', scenario: { experimentation: { edit: 'UNITS' } } },
      'input.metric',
      /Leave the metric out/,
    ],
    [
      'a change of a model whose caches know nothing before it',
      { entrants: ENTRANTS, compilationCaches: 'EMPTY', scenario: { experimentation: { edit: 'UNITS' } } },
      'input.compilationCaches',
      /Leave it out/,
    ],
    [
      'one more unit where nothing has units',
      {
        ...{ workload: 'softmax', parameters: [], entrants: ENTRANTS },
        scenario: { experimentation: { edit: 'UNITS' } },
      },
      'input.scenario.experimentation.edit',
      /BATCH_SHAPE/,
    ],
    [
      'two scenarios at once',
      {
        entrants: ENTRANTS,
        scenario: { experimentation: { edit: 'LAYER' }, server: { latencyBoundSeconds: 0.01 } },
      },
      'input.scenario',
      /more than one|Give `server` or/,
    ],
    [
      'compilation caches where everything is compiled before it is timed',
      { entrants: ENTRANTS, metric: 'LATENCY', compilationCaches: 'EMPTY' },
      'input.compilationCaches',
      /race the metric TIME_TO_FIRST_RESULT/,
    ],
    ['no threads', { entrants: ENTRANTS, threads: 0 }, 'input.threads', /from 1 to/],
    ['a budget below zero', { entrants: ENTRANTS, budgetSeconds: -1 }, 'input.budgetSeconds', /from 1 to/],
    [
      'a practical difference of zero',
      { entrants: ENTRANTS, practicalDifference: 0 },
      'input.practicalDifference',
      /from 0.001/,
    ],
    ['a seed that is no safe integer', { entrants: ENTRANTS, seed: 2 ** 53 }, 'input.seed', /./],
    [
      'weights that do not fit',
      {
        workload: 'mlp',
        parameters: [
          { name: 'inputs', value: 65536 },
          { name: 'hidden1', value: 16384 },
        ],
        entrants: ENTRANTS,
      },
      'input.parameters',
      /smaller/,
    ],
    ['a wrong type', { entrants: ENTRANTS, batchSize: SECRET }, 'input.batchSize', /./],
    ['an unknown field', { entrants: ENTRANTS, [`x${SECRET.length}`]: SECRET }, 'input', /./],
    ['a missing field', { entrants: [{}] }, 'input.entrants[0].engine', /./],
  ])(
    '%s is BAD_USER_INPUT that names the field and the remedy, and echoes nothing',
    async (_what, input, field, advice) => {
      const { data, errors } = await tryStart(server, { ...SMALL, ...input });
      expect(data ?? null).toBeNull();
      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', advice: expect.stringMatching(advice) });
      expect(errors?.[0]?.extensions.field?.startsWith(field)).toBe(true);
      const answer = JSON.stringify(errors);
      expect(answer).not.toContain(SECRET);
      expect(answer).not.toMatch(/\.ts:|\.js:|\n\s+at |node_modules|stacktrace/);
    },
  );

  test('where nobody can run, the race is refused at once with the reasons', async () => {
    const { errors } = await tryStart(server, { ...SMALL, task: 'TRAINING', entrants: ENTRANTS });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'NO_ENTRANT_CAN_RUN',
      advice: expect.stringContaining('training'),
    });
    const precision = await tryStart(server, { ...SMALL, precision: 'BFLOAT16', entrants: ENTRANTS });
    expect(precision.errors?.[0]?.extensions.code).toBe('NO_ENTRANT_CAN_RUN');
    const device = await tryStart(server, { ...SMALL, device: 'GPU', entrants: ENTRANTS });
    expect(device.errors?.[0]?.extensions.code).toBe('NO_ENTRANT_CAN_RUN');
  });

  test('where the reference is missing, the race is refused at once with what installs it', async () => {
    const bare = await startServer({ cacheDirectory: server.configuration.dataDirectory, pythonOverrides: {} });
    try {
      const { errors } = await tryStart(bare, { ...SMALL, entrants: ENTRANTS });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'NO_ENTRANT_CAN_RUN',
        advice: expect.stringContaining('npm run quickstart'),
      });
    } finally {
      await bare.stop();
    }
  });

  test('more races than may wait are refused with QUEUE_FULL', async () => {
    const answers = [];
    for (let index = 0; index < 5; index++) answers.push(await tryStart(server, { ...SMALL, entrants: ENTRANTS }));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'accepted');
    expect(codes.filter((code) => code === 'accepted').length).toBeGreaterThanOrEqual(2);
    expect(codes.at(-1)).toBe('QUEUE_FULL');
    for (const { data } of answers) {
      if (data) await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: data.startRace.id });
    }
  });

  test.each([
    ['race', 'query ($id: ID!) { race(id: $id) { id } }'],
    ['run', 'query ($id: ID!) { run(id: $id) { id } }'],
    ['cancelRace', 'mutation ($id: ID!) { cancelRace(id: $id) { id } }'],
    ['deleteRace', 'mutation ($id: ID!) { deleteRace(id: $id) }'],
  ])('%s with a malformed id says so', async (_field, document) => {
    const { errors } = await server.query(document, { id: SECRET });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'id' });
    expect(JSON.stringify(errors)).not.toContain(SECRET);
  });

  test('a malformed cursor and a page that is too long say so', async () => {
    const bad = await server.query('{ races(first: 5, after: "nonsense") { totalCount } }');
    expect(bad.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    const long = await server.query('{ races(first: 101) { totalCount } }');
    expect(long.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('after all of this the server still races', async () => {
    const { data } = await tryStart(server, { ...SMALL, entrants: ENTRANTS });
    expect(data?.startRace.status).toBe('QUEUED');
  });
});

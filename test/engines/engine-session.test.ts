import { hear, isIdle, NEW_SESSION, say, type SessionState } from '../../src/engines/engine-session';
import { type Block } from '../../src/protocol/block';
import {
  PROTOCOL_VERSION,
  type DownMessage,
  type MeasureMessage,
  type PrepareMessage,
  type ServedMessage,
  type ServeMessage,
  type UpMessage,
} from '../../src/protocol/messages';
import { DENSE_GRAPH } from './workbench';

const PREPARE: PrepareMessage = {
  type: 'prepare',
  variant: 'eager',
  graph: DENSE_GRAPH,
  task: 'TRAINING',
  precision: 'FLOAT32',
  division: 'STRICT',
  device: 'cpu',
  threads: 1,
  seed: 1,
  tensorsFile: 'in',
  batchCount: 2,
  synchronise: 'BLOCK',
  parity: { outputFile: 'out', sgdSteps: 2, sgdLearningRate: 0.1, trainingSteps: 3 },
};
const MEASURE: MeasureMessage = { type: 'measure', request: 3, blocks: 2, iterationsPerBlock: 10, rewarmIterations: 0 };
const SERVE: ServeMessage = { type: 'serve', request: 3, scheduledNanoseconds: [10, 20, 90], rewarmIterations: 0 };
const DOWN: DownMessage[] = [
  ...[{ type: 'hello', protocol: PROTOCOL_VERSION } as const, PREPARE, MEASURE, SERVE],
  { type: 'shutdown' },
];

const block = (startNanoseconds: number, changes: Partial<Block> = {}): Block => ({
  startNanoseconds,
  elapsedNanoseconds: 100,
  deviceNanoseconds: null,
  drainNanoseconds: 0,
  iterations: 10,
  cpuNanoseconds: 100,
  involuntarySwitches: 0,
  majorFaults: 0,
  batch: 1,
  checksum: 0.5,
  ...changes,
});
const UP: Record<UpMessage['type'], UpMessage> = {
  ready: {
    type: 'ready',
    protocol: PROTOCOL_VERSION,
    pid: 2,
    engineVersion: '1',
    runtime: 'r',
    devices: [{ id: 'cpu', kind: 'CPU', name: 'CPU', memoryBytes: null }],
    precisions: ['FLOAT32'],
    importNanoseconds: 1,
    initialiseNanoseconds: 1,
  },
  unsupported: { type: 'unsupported', node: 'layer', reason: 'no' },
  parity: { type: 'parity', outputFile: 'out', losses: [3, 2, 1], stepLosses: [3, 2.5, 2] },
  prepared: {
    type: 'prepared',
    settings: [],
    implementation: [],
    parameterCount: 8,
    blockLoss: null,
    buildNanoseconds: 1,
    compileNanoseconds: 1,
    firstResultNanoseconds: 1,
    compilations: null,
    clock: { emptyBlockNanoseconds: 1, resolutionNanoseconds: 1 },
  },
  blocks: { type: 'blocks', request: 3, blocks: [block(1000), block(1100)] },
  served: {
    type: 'served',
    request: 3,
    block: block(1000, { iterations: 3 }),
    issuedNanoseconds: [10, 40, 90],
    completedNanoseconds: [40, 70, 100],
  },
  failed: { type: 'failed', phase: 'build', code: 'ValueError', message: 'bad', traceback: null },
  done: { type: 'done', peakResidentBytes: null, peakDeviceBytes: null },
};

const STATES: Record<SessionState['phase'], SessionState> = {
  new: NEW_SESSION,
  greeting: { phase: 'greeting' },
  ready: { phase: 'ready' },
  preparing: { phase: 'preparing', request: PREPARE, parity: null },
  unsupported: { phase: 'unsupported' },
  prepared: { phase: 'prepared', request: PREPARE },
  measuring: { phase: 'measuring', request: PREPARE, measure: MEASURE },
  serving: { phase: 'serving', request: PREPARE, serve: SERVE },
  closing: { phase: 'closing' },
  over: { phase: 'over', reason: 'done' },
};
const PHASES = Object.keys(STATES) as SessionState['phase'][];

describe('what the server may say', () => {
  const allowed: Record<DownMessage['type'], SessionState['phase'][]> = {
    hello: ['new'],
    prepare: ['ready', 'prepared'],
    measure: ['prepared'],
    serve: ['prepared'],
    shutdown: ['ready', 'unsupported', 'prepared'],
  };
  const cases = DOWN.flatMap((message) => PHASES.map((phase) => [message.type, phase, message] as const));
  it.each(cases)('%s while %s', (type, phase, message) => {
    const saying = () => say(STATES[phase], message);
    if (allowed[type].includes(phase)) expect(saying()).not.toBe(STATES[phase]);
    else expect(saying).toThrow(`may not say ${type} while the session is ${phase}`);
  });
});

describe('what the worker may say', () => {
  /** The action that follows, by state and message; everything else breaks the protocol. */
  const allowed: Partial<Record<SessionState['phase'], Partial<Record<UpMessage['type'], string | null>>>> = {
    greeting: { ready: 'ready' },
    preparing: { unsupported: 'unsupported', parity: null },
    measuring: { blocks: 'blocks' },
    serving: { served: 'served' },
    closing: { done: 'done' },
  };
  const cases = PHASES.flatMap((phase) => Object.values(UP).map((message) => [message.type, phase, message] as const));
  it.each(cases)('%s while %s', (type, phase, message) => {
    const { state, action } = hear(STATES[phase], message);
    const expected = allowed[phase]?.[type];
    if (phase === 'over') expect(action).toBeNull();
    else if (type === 'failed')
      expect({ state, action }).toMatchObject({
        state: { phase: 'over', reason: 'failed' },
        action: { kind: 'reported' },
      });
    else if (expected === undefined) {
      expect({ state, action }).toMatchObject({
        state: { phase: 'over', reason: 'broken' },
        action: { code: 'WORKER_BROKE_PROTOCOL' },
      });
    } else if (expected === null) expect(action).toBeNull();
    else expect(action).toMatchObject({ kind: 'answer', answer: { kind: expected } });
  });
});

it('joins parity and prepared into one answer', () => {
  const half = hear(STATES.preparing, UP.parity);
  expect(half.action).toBeNull();
  const { state, action } = hear(half.state, UP.prepared);
  expect(state.phase).toBe('prepared');
  expect(action).toEqual({ kind: 'answer', answer: { kind: 'prepared', parity: UP.parity, prepared: UP.prepared } });
});

it('does not take parity twice, nor unsupported after parity', () => {
  const half = hear(STATES.preparing, UP.parity).state;
  expect(hear(half, UP.parity).action?.kind).toBe('broken');
  expect(hear(half, UP.unsupported).action?.kind).toBe('broken');
});

it('goes back to prepared after the blocks, so that more can be asked for', () => {
  expect(hear(STATES.measuring, UP.blocks).state).toEqual(STATES.prepared);
  expect(hear(STATES.serving, UP.served).state).toEqual(STATES.prepared);
});

it('takes blocks of training on what is loaded that say all steps since the first weights, and no others', () => {
  const measure: MeasureMessage = { ...MEASURE, rewarmIterations: 4, through: 'BOTH' };
  const kindOf = (first: Partial<Block>, second: Partial<Block>) => {
    const blocks = { ...UP.blocks, blocks: [block(1000, first), block(1100, second)] } as UpMessage;
    return hear({ phase: 'measuring', request: PREPARE, measure }, blocks).action?.kind;
  };
  expect(kindOf({ steps: 14 }, { steps: 24 })).toBe('answer');
  for (const second of [{ steps: 14 }, { steps: 20 }, {}]) expect(kindOf({ steps: 14 }, second)).toBe('broken');
});

it('refuses another version of the protocol, whichever side notices', () => {
  const noticed = hear(STATES.greeting, { ...UP.ready, protocol: PROTOCOL_VERSION + 1 } as UpMessage);
  const refused = hear(STATES.greeting, { ...UP.failed, code: 'PROTOCOL_VERSION' } as UpMessage);
  for (const { action } of [noticed, refused])
    expect(action).toMatchObject({ kind: 'broken', code: 'PROTOCOL_VERSION' });
});

const served = (changes: Partial<ServedMessage>): UpMessage => ({ ...(UP.served as ServedMessage), ...changes });

describe('an answer that does not fit its question', () => {
  const cases: [string, SessionState, UpMessage][] = [
    ['another request', STATES.measuring, { ...UP.blocks, request: 2 } as UpMessage],
    ['too few blocks', STATES.measuring, { ...UP.blocks, blocks: [block(0)] } as UpMessage],
    [
      'other iterations',
      STATES.measuring,
      { ...UP.blocks, blocks: [block(0), block(100, { iterations: 9 })] } as UpMessage,
    ],
    [
      'a batch that does not exist',
      STATES.measuring,
      { ...UP.blocks, blocks: [block(0), block(100, { batch: 2 })] } as UpMessage,
    ],
    [
      'times of single iterations that nobody asked for',
      STATES.measuring,
      {
        ...UP.blocks,
        blocks: [block(0), block(100, { iterationNanoseconds: Array.from({ length: 10 }, () => 1) })],
      } as UpMessage,
    ],
    [
      'steps that nobody asked to train',
      STATES.measuring,
      { ...UP.blocks, blocks: [block(0, { steps: 10 }), block(100)] } as UpMessage,
    ],
    ['blocks that overlap', STATES.measuring, { ...UP.blocks, blocks: [block(0), block(95)] } as UpMessage],
    ['another request that was served', STATES.serving, served({ request: 2 })],
    ['other requests', STATES.serving, served({ block: block(0) })],
    ['a request without its times', STATES.serving, served({ completedNanoseconds: [40, 70] })],
    ['a request that was served before it was due', STATES.serving, served({ issuedNanoseconds: [9, 40, 90] })],
    ['two requests at a time', STATES.serving, served({ issuedNanoseconds: [10, 39, 90] })],
    ['a result before its request', STATES.serving, served({ completedNanoseconds: [40, 39, 100] })],
    ['more time than all of it', STATES.serving, served({ completedNanoseconds: [40, 70, 101] })],
    ['another output file', STATES.preparing, { ...UP.parity, outputFile: '/etc/passwd' } as UpMessage],
    ['too few losses', STATES.preparing, { ...UP.parity, losses: [3, 2] } as UpMessage],
    ['too few losses of the timed step', STATES.preparing, { ...UP.parity, stepLosses: [3] } as UpMessage],
    ['no losses in training', STATES.preparing, { ...UP.parity, losses: null } as UpMessage],
    [
      'losses in inference',
      { phase: 'preparing', request: { ...PREPARE, task: 'INFERENCE' }, parity: null },
      UP.parity,
    ],
  ];
  it.each(cases)('%s', (_, state, message) => {
    expect(hear(state, message).action).toMatchObject({ kind: 'broken', code: 'WORKER_BROKE_PROTOCOL' });
  });
});

it('takes the times of single iterations where they were asked for, and misses them where they are not there', () => {
  const asked = { ...STATES.measuring, measure: { ...MEASURE, eachIteration: true } };
  const iterationNanoseconds = Array.from({ length: 10 }, () => 5);
  const blocks = [block(1000, { iterationNanoseconds }), block(1100, { iterationNanoseconds })];
  expect(hear(asked, { ...UP.blocks, blocks } as UpMessage).action).toMatchObject({ kind: 'answer' });
  expect(hear(asked, UP.blocks).action).toMatchObject({ kind: 'broken' });
});

it('takes blocks of a host that has been up for a year, whose clock is rounded', () => {
  const start = 366 * 86_400 * 1e9;
  const blocks = [block(start, { elapsedNanoseconds: 101 }), block(start + 100)];
  expect(hear(STATES.measuring, { ...UP.blocks, blocks } as UpMessage).action).toMatchObject({ kind: 'answer' });
});

it('is idle exactly when nothing is asked', () => {
  expect(PHASES.filter((phase) => isIdle(STATES[phase]))).toEqual(['ready', 'unsupported', 'prepared']);
});

/** On WebSockets: broken frames, breaches of graphql-transport-ws, and readers who do not read. */
import type { Socket } from 'node:net';
import type { Attack, Outcome, Target } from './attack';
import type { Dice } from '../dice';
import { frame, OPCODE, text, closeCode } from './frames';
import { giantJson, hostileText, hostileValue } from './hostile-values';
import { mutated } from './mutations';
import { converse, headerLines, type RawEnd } from './raw-socket';

const LONGEST_MILLISECONDS = 500;
/** Of the server: a message may have 256 KiB. */
const TOO_LONG = 300_000;

export const brokenFrames: Attack = async (dice, target) => {
  const some = Buffer.from(hostileText(dice));
  const made: (() => Buffer)[] = [
    () => frame({ opcode: OPCODE.text, payload: some, reserved: dice.int(1, 7) }),
    () => frame({ opcode: OPCODE.text, payload: some, masked: false }),
    () => frame({ opcode: dice.pick([3, 4, 5, 6, 7, 11, 12, 15]), payload: some }),
    () => frame({ opcode: dice.pick([8, 9, 10]), payload: some, last: false }),
    () => frame({ opcode: dice.pick([8, 9, 10]), payload: Buffer.alloc(dice.int(126, 70_000)) }),
    () =>
      frame({ opcode: OPCODE.text, payload: some, length: dice.pick([2n ** 63n, 2n ** 53n, 2n ** 32n, 300_000n, 5n]) }),
    () => frame({ opcode: OPCODE.text, payload: Buffer.alloc(TOO_LONG, 'x') }),
    () => frame({ opcode: OPCODE.text, payload: Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]) }),
    () => frame({ opcode: OPCODE.binary, payload: some }),
    () => frame({ opcode: OPCODE.continuation, payload: some }),
    () =>
      Buffer.concat([
        frame({ opcode: OPCODE.text, payload: some, last: false }),
        frame({ opcode: OPCODE.text, payload: some }),
      ]),
    () =>
      Buffer.concat(
        Array.from({ length: dice.int(2, 400) }, (_, index) =>
          frame({
            opcode: index === 0 ? OPCODE.text : OPCODE.continuation,
            payload: Buffer.alloc(dice.int(0, 2)),
            last: false,
          }),
        ),
      ),
    () =>
      frame({
        opcode: OPCODE.close,
        payload: dice.pick([
          Buffer.from([3]),
          Buffer.from([0, 0]),
          Buffer.from([0x03, 0xed]),
          Buffer.from([0x03, 0xe8, 0xff, 0xff]),
        ]),
      }),
    () =>
      Buffer.concat(
        Array.from({ length: dice.int(1, 300) }, () => frame({ opcode: OPCODE.ping, payload: Buffer.alloc(125, 'p') })),
      ),
    () => Buffer.from(Array.from({ length: dice.int(1, 300) }, () => dice.int(0, 255))),
  ];
  const init = dice.chance(0.5) ? [text(initOf(target))] : [];
  return talk(target, dice, [...init, dice.pick(made)(), ...(dice.chance(0.3) ? [dice.pick(made)()] : [])]);
};

export const protocolBreaches: Attack = async (dice, target) => {
  const subscribe = (id: unknown, payload: unknown) => text({ id, type: 'subscribe', payload });
  const asked = () => mutated(target.documents.write(dice), dice);
  const count = dice.int(2, 60);
  const events = { query: `subscription { raceEvents(raceId: "${target.endedRaceId}") { sequence } }` };
  const init = text(initOf(target));
  const made: (() => Buffer[])[] = [
    () => [subscribe('1', asked()), init],
    () => [init, init, subscribe('1', asked())],
    () => [init, ...Array.from({ length: count }, () => subscribe('same', events))],
    () => [
      init,
      ...Array.from({ length: count }, (_, index) => subscribe(String(index), dice.chance(0.5) ? events : asked())),
    ],
    () => [
      init,
      ...Array.from({ length: count }, (_, index) => [
        subscribe(String(index), events),
        text({ id: String(index), type: 'complete' }),
      ]).flat(),
    ],
    () => [
      init,
      text({
        type: dice.pick(['connection_ack', 'next', 'error', 'pong', 'x', '', null, 7, '__proto__']),
        id: '1',
        payload: hostileValue(dice),
      }),
    ],
    () => [
      init,
      text({ type: 'ping', payload: hostileValue(dice) }),
      text({ type: 'complete', id: hostileValue(dice) }),
    ],
    () => [init, subscribe(hostileValue(dice), hostileValue(dice))],
    () => [init, subscribe(dice.pick(['', '__proto__', 'constructor', 'x'.repeat(100_000)]), asked())],
    () => [
      init,
      subscribe('1', {
        query: '{ engines { id } }',
        variables: hostileValue(dice),
        operationName: hostileValue(dice),
        extensions: hostileValue(dice),
      }),
    ],
    () => [
      init,
      text(
        `{"id":"1","type":"subscribe","payload":{"query":"query ($v: String) { engines { id } }","variables":{"v":${giantJson(dice).slice(0, 250_000)}}}}`,
      ),
    ],
    () => [text({ type: 'connection_init', payload: hostileValue(dice) }), subscribe('1', asked())],
    () => [text({ type: 'connection_init', payload: { authorization: hostileValue(dice) } })],
    () => [init, text(dice.pick(['', '{', '[]', 'null', '"x"', hostileText(dice), '{"type":'.repeat(2000)]))],
    () => [init, subscribe('1', asked())],
    () => [init, subscribe('1', target.documents.write(dice))],
  ];
  return talk(target, dice, dice.pick(made)());
};

/** Asks for much, answers pings, and never reads. */
export const unreadSocket: Attack = async (dice, target) => {
  const query = '{ __schema { types { name description fields { name description } } } }';
  const asked = (id: number) => text({ id: String(id), type: 'subscribe', payload: { query } });
  const echo = text({ type: 'ping', payload: { text: 'x'.repeat(200_000) } });
  const many = Array.from({ length: dice.int(5, 30) }, (_, id) => (dice.chance(0.5) ? asked(id) : echo));
  const end = await converse(target.port, dice.int(2000, 6000), (socket) => {
    socket.write(handshake(target, dice));
    socket.once('data', () => {
      socket.pause();
      socket.write(Buffer.concat([text(initOf(target)), ...many]));
    });
  });
  return { ...outcomeOf(end), status: 'left' };
};

function initOf({ token }: Target): unknown {
  return { type: 'connection_init', ...(token !== null && { payload: { authorization: `Bearer ${token}` } }) };
}

function handshake(target: Target, dice: Dice): string {
  const wrong = dice.chance(0.03);
  return [
    'GET /graphql HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Version: ${wrong ? 12 : 13}`,
    `Sec-WebSocket-Key: ${wrong ? 'x' : 'AAAAAAAAAAAAAAAAAAAAAA=='}`,
    `Sec-WebSocket-Protocol: ${dice.chance(0.03) ? 'graphql-ws' : 'graphql-transport-ws'}`,
    ...headerLines(target),
    ...(dice.chance(0.02) ? ['Origin: https://evil.example'] : []),
    '',
    '',
  ].join('\r\n');
}

/** Waits a moment for what comes of it, or vanishes at once. */
async function talk(target: Target, dice: Dice, messages: readonly Buffer[]): Promise<Outcome> {
  const vanishes = dice.chance(0.15);
  const [first, ...rest] = messages;
  // Mostly what follows the greeting waits for its answer, as the protocol has it; otherwise all comes at once.
  const parts = dice.chance(0.8) && first ? [first, Buffer.concat(rest)] : [Buffer.concat(messages)];
  const write = (socket: Socket) => {
    socket.write(handshake(target, dice));
    socket.on('data', () => {
      const part = parts.shift();
      if (part && socket.writable) socket.write(part);
      if (vanishes && parts.length === 0) setImmediate(() => socket.resetAndDestroy());
    });
  };
  return outcomeOf(await converse(target.port, dice.int(50, LONGEST_MILLISECONDS), write, { waits: true }));
}

function outcomeOf({ received, closed }: RawEnd): Outcome {
  const whole = received.toString('latin1');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(whole)?.[1];
  if (status !== undefined && status !== '101') return { status, text: whole };
  const code = closeCode(received.subarray(whole.indexOf('\r\n\r\n') + 4));
  return { status: code === null ? (closed ? 'cut off' : 'left') : `closed ${code}`, text: whole };
}

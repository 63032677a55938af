/** HTTP as no client library writes it. */
import type { Socket } from 'node:net';
import type { Attack, Outcome } from './attack';
import { hostileText } from './hostile-values';
import { converse, headerLines, type RawEnd } from './raw-socket';

const BODY = '{"query":"{ engines { id } }"}';
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';
const SILENCE_MILLISECONDS = 500;

/** Requests that are malformed, ambiguous or cut short. */
export const malformed: Attack = async (dice, target) => {
  const auth = headerLines(target)
    .map((line) => `${line}\r\n`)
    .join('');
  const head = HEAD + auth;
  const texts = [
    () =>
      `${head}Content-Length: ${dice.pick(['-1', '1e3', '99999999999999999999', '5, 6', ' ', '0x10', '+3'])}\r\n\r\n${BODY}`,
    () => `${head}Content-Length: ${BODY.length - dice.int(1, 20)}\r\n\r\n${BODY}`,
    () => `${head}Content-Length: ${BODY.length + dice.int(1, 9000)}\r\n\r\n${BODY}`,
    () => `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${BODY}`,
    () =>
      `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(BODY)}0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n`,
    () =>
      `${head}Transfer-Encoding: chunked\r\n\r\n${dice.pick(['zz\r\n', 'ffffffffffffffff\r\n', '-1\r\n', '5;x=y\r\nab', '1\r\n{\r\n', '0\r\nX: y\r\n'])}`,
    () =>
      `${head}Transfer-Encoding: ${dice.pick(['chunked, chunked', 'xchunked', 'gzip, chunked', '\tchunked', 'identity'])}\r\n\r\n${chunk(BODY)}0\r\n\r\n`,
    () => `${head}Content-Length : ${BODY.length}\r\n\r\n${BODY}`,
    () => `${head}${Array.from({ length: dice.int(50, 3000) }, (_, index) => `X-${index}: y\r\n`).join('')}\r\n`,
    () => `${head}X-Long: ${'y'.repeat(dice.int(10_000, 90_000))}\r\n\r\n`,
    () => `${head}X-Text: ${hostileText(dice)}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    () =>
      `${head}Upgrade: ${dice.pick(['h2c', 'websocket', 'x'])}\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    () =>
      `${dice.pick(['GET', 'G\u0000ET', 'PRI * HTTP/2.0\r\n\r\nSM', 'get', 'CONNECT'])} ${dice.pick(['/graphql', '*', 'http://x/', '/\u0000', `/${'a'.repeat(20_000)}`])} ${dice.pick(['HTTP/1.1', 'HTTP/9.9', 'HTTP/1.0', ''])}\r\nHost: 127.0.0.1\r\n\r\n`,
    () =>
      `POST /graphql HTTP/1.1\r\n${dice.pick(['', 'Host: a\r\nHost: b\r\n', 'Host:\r\n', ' Host: 127.0.0.1\r\n', 'Host: 127.0.0.1\n'])}\r\n`,
    () => `\r\n\r\n\u0016\u0003\u0001${hostileText(dice)}`,
    () => `${head}Content-Length: ${BODY.length}\r\n\r\n${BODY}`.repeat(dice.int(2, 40)),
    () => dice.pick([head, head.slice(0, dice.int(0, head.length)), '']),
  ];
  const text = Buffer.from(dice.pick(texts)(), dice.pick(['utf8', 'latin1']));
  const silent = dice.chance(0.3);
  const talk = (socket: Socket) => {
    socket.write(text);
    if (silent) socket.end();
  };
  return outcomeOf(
    await converse(target.port, SILENCE_MILLISECONDS, talk, { until: (got) => got.includes('\r\n\r\n') }),
  );
};

/** One byte after the other: the head, or the body. Some seconds long, and a few at a time. */
export const slow: Attack = async (dice, target) => {
  const auth = headerLines(target)
    .map((line) => `${line}\r\n`)
    .join('');
  const inBody = dice.chance(0.5);
  const first = inBody ? `${HEAD}${auth}Content-Length: 100000\r\n\r\n{"query":"` : 'POST /graphql HTTP/1.1\r\nX: ';
  let dripping: NodeJS.Timeout | undefined;
  const talk = (socket: Socket) => {
    socket.write(first);
    dripping = setInterval(() => socket.write('x'), 200);
  };
  const end = await converse(target.port, dice.int(2000, 6000), talk);
  clearInterval(dripping);
  return outcomeOf(end);
};

/** Asks for much on one connection, and reads none of it. */
export const unread: Attack = async (dice, target) => {
  const auth = headerLines(target)
    .map((line) => `${line}\r\n`)
    .join('');
  const query = '{"query":"{ __schema { types { name description fields { name description } } } }"}';
  const asked = `${HEAD}${auth}Content-Length: ${query.length}\r\n\r\n${query}`;
  const end = await converse(target.port, dice.int(2000, 6000), (socket) => {
    socket.pause();
    socket.write(asked.repeat(dice.int(5, 15)));
  });
  return outcomeOf(end);
};

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

function outcomeOf({ received, closed }: RawEnd): Outcome {
  const text = received.toString('latin1');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  return { status: status ?? (closed ? 'cut off' : 'left'), text };
}

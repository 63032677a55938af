/** The one logger: a line of JSON each, with the id of the request that is answered meanwhile, and without secrets. */
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Configuration } from '../config';
import { currentRequestId } from './request-scope';

const STDERR = 2;
const CENSORED = '[secret]';

/** Whatever is logged under these names, at the top or up to two objects below. */
const SECRET_NAMES = ['authorization', 'cookie', 'password', 'databaseUrl', 'redisUrl', 'token'];
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** In texts of errors: who and with what, before the host of an address; and credentials as HTTP has them. */
const IN_ADDRESS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"\\]+@/gi;
const IN_HEADER = /\b(bearer|basic)\s+[a-z0-9._~+/=-]{6,}/gi;

/** Shorter ones would be found within other words. */
const SHORTEST_SECRET = 8;

type LoggerConfiguration = Pick<Configuration, 'logLevel' | 'databaseUrl' | 'redisUrl'>;

/** Writes to stderr; tests bring a destination of their own. */
export function createLogger(
  { logLevel, databaseUrl, redisUrl }: LoggerConfiguration,
  destination: DestinationStream = pino.destination({ dest: STDERR, sync: false }),
): Logger {
  const secrets = [databaseUrl, redisUrl].flatMap(passwordsIn);
  return pino(
    {
      level: logLevel,
      mixin: () => {
        const requestId = currentRequestId();
        return requestId === null ? {} : { requestId };
      },
      // pino knows only `err`; of an error under another name it would write `{}`.
      serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
      redact: { paths: SECRET_PATHS, censor: CENSORED },
      hooks: { streamWrite: (line) => withoutSecrets(line, secrets) },
    },
    destination,
  );
}

function withoutSecrets(line: string, secrets: readonly string[]): string {
  const plain = line.replace(IN_ADDRESS, `$1${CENSORED}@`).replace(IN_HEADER, `$1 ${CENSORED}`);
  return secrets.reduce((text, secret) => text.replaceAll(secret, CENSORED), plain);
}

/** As it stands in the address and as it is meant, written as JSON writes it. */
function passwordsIn(address: string | null): string[] {
  const password = address === null ? '' : new URL(address).password;
  return [password, decoded(password)]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A connection to PostgreSQL that is given up when nothing comes back. A link that is cut without a word (a pulled cable,
 * a firewall that forgot) is otherwise noticed when TCP has tried again for a quarter of an hour, and until then every
 * query hangs, and what should notice that a race is lost hangs with it.
 */
import { Client } from 'pg';
import { requestGoesOn } from './observing/request-scope';

const CONNECT_MILLISECONDS = 5000;
/** The longest that a statement of a server may take: ours take milliseconds, and nobody holds a lock for longer than a second. */
const ANSWER_MILLISECONDS = 15_000;
/** A connection that nobody uses is asked so early whether the other side is still there. */
const KEEP_ALIVE_MILLISECONDS = 5000;

/** The other side's half: after so long without a sign of us it ends the session, and what that holds. */
const SESSION_OPTIONS = [
  ...['tcp_keepalives_idle=10', 'tcp_keepalives_interval=2', 'tcp_keepalives_count=5'],
  `tcp_user_timeout=${ANSWER_MILLISECONDS}`,
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** For the pool's options; `answerMilliseconds` is for tests. */
export function watchedConnections(answerMilliseconds = ANSWER_MILLISECONDS): Record<string, unknown> {
  return {
    Client: class extends WatchedClient {
      protected override readonly answerMilliseconds = answerMilliseconds;
    },
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
    options: SESSION_OPTIONS,
  };
}

abstract class WatchedClient extends Client {
  protected abstract readonly answerMilliseconds: number;

  constructor(options: object) {
    // Of the connection alone: the pool's own setting of this name also bounds the wait for a free one.
    super({ ...options, connectionTimeoutMillis: CONNECT_MILLISECONDS });
  }

  override query(...args: unknown[]): unknown {
    const answer = super.query(...args);
    if (answer instanceof Promise) {
      // Before whoever asked.
      void answer.then(requestGoesOn, requestGoesOn);
      void this.watch(answer);
    }
    return answer;
  }

  /** Breaks the connection, which rejects what waits on it, also where that is several statements. */
  private async watch(answer: Promise<unknown>): Promise<void> {
    const timer = setTimeout(() => this.connection.stream.destroy(silence()), this.answerMilliseconds).unref();
    await answer.catch(() => undefined);
    clearTimeout(timer);
  }
}

/** As the system says it where it notices first. */
function silence(): Error {
  return Object.assign(new Error('PostgreSQL has not answered: the connection to it is given up'), {
    code: 'ETIMEDOUT',
  });
}

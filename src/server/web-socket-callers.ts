/** Who is at the other end of each WebSocket, for how long, and how much they may send. */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'graphql-ws';
import type { Opened } from './web-socket-connection';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Authenticator } from '../auth/authenticator';
import { ownerOf, type Principal } from '../auth/principal';
import { PhotofinishError } from '../errors';
import type { AddressReader } from './caller-address';
import type { CostOptions } from './cost-guards';
import { tooCostly } from './fair-share';
import type { Work } from './thread-time';
import { MINUTE_MILLISECONDS, type Traffic } from './traffic';

/** What a connection is found to be once it is acknowledged. */
// A type and no interface: graphql-ws asks for an index signature.
export type Caller = { principal: Principal };
export type CallerContext = Context<Record<string, unknown>, Opened & Partial<Caller>>;

/** graphql-ws's own number for credentials; its client does not try again after it. */
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const INTERNAL_ERROR = 4500;
const POLICY_VIOLATION = 1008;

/** Revoked and expired credentials end their connections after so long, at most. */
const REVIEW_MILLISECONDS = 2000;

/** Of an upgrade request, in HTTP's words. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** `refusal`: why it is not gone on with; null: it is. */
export interface BegunWork {
  readonly work: Work;
  readonly refusal: PhotofinishError | null;
  /** Its turn; null: it has come. */
  readonly begins: Promise<void> | null;
}

export interface CallersOptions {
  readonly authenticator: Authenticator;
  readonly addressOf: AddressReader;
  readonly traffic: Traffic;
  readonly cost: Omit<CostOptions, 'addressOf'>;
  readonly logger: Pick<Logger, 'error'>;
}

export class WebSocketCallers {
  private readonly contexts = new Set<CallerContext>();
  private readonly ofAddress = new Map<string, number>();
  private readonly attempts: RateLimiterMemory;
  private readonly operations: RateLimiterMemory;
  private readonly messages: RateLimiterMemory;
  private readonly review: NodeJS.Timeout;
  private count = 0;

  constructor(private readonly options: CallersOptions) {
    const { requestsPerMinute, messagesPerMinute } = options.traffic;
    const duration = MINUTE_MILLISECONDS / 1000;
    this.attempts = new RateLimiterMemory({ points: requestsPerMinute, duration });
    this.operations = new RateLimiterMemory({ points: requestsPerMinute, duration });
    this.messages = new RateLimiterMemory({ points: messagesPerMinute, duration });
    this.review = setInterval(() => void this.dismissOutdated(), REVIEW_MILLISECONDS).unref();
  }

  /** Counts connections and their messages from now on. */
  watch(sockets: WebSocketServer): void {
    sockets.on('connection', (socket, request) => {
      const address = this.options.addressOf(request);
      const name = String((this.count += 1));
      this.ofAddress.set(address, this.openOf(address) + 1);
      const count = () => void this.countMessage(socket, name);
      socket.on('error', () => this.options.cost.shares.broke(address));
      socket.on('message', count).on('ping', count).on('pong', count);
      socket.once('close', () => {
        this.forget(address);
        void this.messages.delete(name);
      });
    });
  }

  /** Why a connection is not taken; null: it is. `open` tells how many there are. Each attempt counts. */
  async refusal(request: IncomingMessage, open: () => number): Promise<Refusal | null> {
    const { webSockets, webSocketsPerAddress } = this.options.traffic;
    const address = this.options.addressOf(request);
    const isTooSoon = await this.attempts.consume(address).then(
      () => false,
      () => true,
    );
    if (isTooSoon) return { status: 429, reason: 'Too many attempts' };
    if (this.excess(address) !== null) return { status: 429, reason: 'Too costly while others wait' };
    // Nothing is awaited from here on until the connection counts: two cannot take one place.
    if (open() >= webSockets) return { status: 503, reason: 'Too many connections' };
    if (this.openOf(address) < webSocketsPerAddress) return null;
    return { status: 503, reason: 'Too many connections from this address' };
  }

  /** Whether the connection is to be acknowledged; one that is not is closed with the reason. */
  async admit(context: CallerContext): Promise<boolean> {
    const { connectionParams, extra } = context;
    const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
    try {
      extra.principal = await this.options.authenticator.authenticate(given ?? extra.request.headers.authorization);
      // One that left meanwhile was forgotten before it was known.
      if (extra.socket.readyState === extra.socket.OPEN) this.contexts.add(context);
      return true;
    } catch (error) {
      this.close(extra.socket, error);
      return false;
    }
  }

  left(context: CallerContext): void {
    this.contexts.delete(context);
  }

  /** Begins an operation, whose caller pays for it. */
  begin({ extra }: CallerContext): BegunWork {
    const { shares } = this.options.cost;
    const caller = this.callerOf(extra);
    shares.served(caller);
    const seconds = this.excess(caller);
    const work = shares.begin(caller);
    if (seconds !== null) return { work, refusal: tooCostly(seconds), begins: null };
    const { begins, end: endTurn } = shares.turn(caller);
    const end: Work['end'] = (isTypical) => {
      work.end(isTypical);
      endTurn();
    };
    return { work: { ...work, end }, refusal: null, begins: begins && begins.then(() => work.goesOn()) };
  }

  /** What is done with a message at once is its sender's. */
  heard(sender: CallerContext['extra']): void {
    this.options.cost.shares.worksFor(this.callerOf(sender));
  }

  /**
   * Counts an operation, and waits for its turn. Throws RATE_LIMITED or TOO_COMPLEX where it is one too many, CONFLICT where
   * nobody waits for it any more.
   */
  async countOperation(context: CallerContext, id: string, begins: BegunWork['begins']): Promise<void> {
    const { extra } = context;
    const { requestsPerMinute, operations } = this.options.traffic;
    const key = this.callerOf(extra);
    await this.operations.consume(key).catch((refusal: unknown) => {
      if (refusal instanceof Error) throw refusal;
      throw new PhotofinishError('RATE_LIMITED', 'These are too many operations.', {
        advice: `Send at most ${requestsPerMinute} a minute; wait a moment, or keep one subscription open.`,
      });
    });
    let underWay = 0;
    for (const { subscriptions } of this.contexts) underWay += Object.keys(subscriptions).length;
    if (underWay > operations) {
      throw new PhotofinishError('TOO_COMPLEX', 'There are too many operations under way on this server.', {
        advice: 'Try again in a moment; complete those that you no longer need.',
      });
    }
    if (begins === null) return;
    await begins;
    if (id in context.subscriptions && extra.socket.readyState === extra.socket.OPEN) return;
    throw new PhotofinishError('CONFLICT', 'Its client left before its turn had come; nothing was done.', {
      advice: 'Wait for the answer before you complete an operation or leave.',
    });
  }

  stop(): void {
    clearInterval(this.review);
  }

  /** Their address before they are known, and where nobody is asked. */
  private callerOf({ principal, request }: CallerContext['extra']): string {
    return (principal && ownerOf(principal)) ?? this.options.addressOf(request);
  }

  private excess(caller: string): number | null {
    const { shares, refusedForCost } = this.options.cost;
    const seconds = shares.excess(caller);
    if (seconds !== null) refusedForCost();
    return seconds;
  }

  private openOf(address: string): number {
    return this.ofAddress.get(address) ?? 0;
  }

  private forget(address: string): void {
    const left = this.openOf(address) - 1;
    if (left > 0) this.ofAddress.set(address, left);
    else this.ofAddress.delete(address);
  }

  private async countMessage(socket: WebSocket, name: string): Promise<void> {
    await this.messages.consume(name).catch(() => socket.close(POLICY_VIOLATION, 'Too many messages'));
  }

  private async dismissOutdated(): Promise<void> {
    const { authenticator, logger } = this.options;
    const known = [...this.contexts].flatMap(({ extra }) => extra.principal ?? []);
    if (!authenticator.asks || known.length === 0) return;
    try {
      const outdated = await authenticator.outdated(known);
      for (const { extra } of this.contexts) {
        if (extra.principal && outdated.has(extra.principal)) {
          extra.socket.close(UNAUTHORIZED, 'These credentials were revoked or have expired');
        }
      }
    } catch (error) {
      logger.error({ err: error }, 'Whether credentials are still of use could not be read; trying again');
    }
  }

  private close(socket: WebSocket, error: unknown): void {
    if (error instanceof PhotofinishError) {
      socket.close(error.code === 'FORBIDDEN' ? FORBIDDEN : UNAUTHORIZED, error.message);
      return;
    }
    this.options.logger.error({ err: error }, 'Credentials could not be checked');
    socket.close(INTERNAL_ERROR, 'Credentials could not be checked');
  }
}

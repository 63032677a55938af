/** On HTTP: what each request takes of the server is its caller's, and who took too much is told before its body is read. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import type { AddressReader } from './caller-address';
import { tooCostly, type FairShare } from './fair-share';
import type { CallerReader } from './http-guards';
import type { Work } from './thread-time';

const TOO_MANY_REQUESTS = 429;

export interface CostOptions {
  readonly shares: FairShare;
  readonly addressOf: AddressReader;
  /** Told of each request that is refused for what its caller's cost. */
  readonly refusedForCost: () => void;
}

/** Callers whose credentials are known again, before anything is asked of the database. */
const MOST_CREDENTIALS = 1000;

/** From the moment a request is there. */
export class RequestCost {
  /** By the hash of what they showed: for refusing them, never for letting them in. */
  private readonly callers = new LRUCache<string, string>({ max: MOST_CREDENTIALS });

  constructor(private readonly options: CostOptions) {}

  /** Refuses an address, or who showed these credentials lately, where that took too much. */
  readonly ofArrival: RequestHandler = (request, response, next) => {
    const { shares, addressOf } = this.options;
    const address = addressOf(request);
    const work = shares.begin(address);
    response.locals['work'] = work;
    // What was refused for its number or its cost says nothing of what the next one takes.
    response.once('close', () => work.end(response.statusCode !== TOO_MANY_REQUESTS));
    const credentials = credentialsOf(request);
    const caller = credentials === null ? undefined : this.callers.get(credentials);
    if (caller !== undefined) work.belongsTo(caller);
    this.pass(shares.excess(caller ?? address), response, next);
  };

  /** After authentication. */
  ofCaller(callerOf: CallerReader): RequestHandler {
    return (request, response, next) => {
      const { shares } = this.options;
      const caller = callerOf(request, response);
      const credentials = credentialsOf(request);
      if (credentials !== null) this.callers.set(credentials, caller);
      shares.served(caller);
      workOf(response)?.belongsTo(caller);
      this.pass(shares.excess(caller), response, next);
    };
  }

  /** Once all of a request is there: a client that is slow keeps nobody waiting. */
  ofTurn(callerOf: CallerReader): RequestHandler {
    return (request, response, next) => {
      const { begins, end } = this.options.shares.turn(callerOf(request, response));
      response.once('close', end);
      if (begins === null) return next();
      void begins.then(() => {
        workOf(response)?.goesOn();
        next();
      });
    };
  }

  private pass(seconds: number | null, response: Response, next: (error?: Error) => void): void {
    if (seconds === null) return next();
    this.options.refusedForCost();
    response.setHeader('Retry-After', String(seconds));
    next(tooCostly(seconds));
  }
}

/** What stands for the credentials of a request; null where it shows none. */
function credentialsOf({ headers: { authorization } }: Request): string | null {
  return authorization === undefined ? null : createHash('sha256').update(authorization).digest('base64');
}

/** Undefined before `ofArrival`. */
export function workOf(response: Response): Work | undefined {
  return response.locals['work'] as Work | undefined;
}

/** What is no HTTP never becomes a request: its address pays for it, and its next request may be refused. */
export function chargeBrokenConnections(
  server: Server,
  { shares, addressOf }: Omit<CostOptions, 'refusedForCost'>,
): void {
  server.on('connection', (socket: Socket) => {
    // Once it broke it has no address any more.
    const address = addressOf({ socket, headers: {} } as IncomingMessage);
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code?.startsWith('HPE_')) shares.broke(address);
    });
  });
}

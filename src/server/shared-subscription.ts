/**
 * Subscriptions of the same document, with the same variables and the same rights, get the same answer for the same
 * event: it is worked out once for all of them. Not for long: it shows the rows as they are now.
 */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { projectsOf, type Principal } from '../auth/principal';
import type { ApiContext } from '../resolvers/context';

const SHARED_MILLISECONDS = 1000;
/** Events that one subscriber is answered at once, after the first. */
const MOST_TOGETHER = 7;

interface Answer {
  readonly from: number;
  /** Itself once it is there: a promise less for each who asks later. */
  result: ExecutionResult | PromiseLike<ExecutionResult>;
  json: string | null;
}

/** Where answers without errors are sent as JSON; resolves when the next may be sent. */
export type Send = (json: string) => Promise<void>;

/** Those of `subscribe` of graphql-js. */
export type SubscribeArgs = ExecutionArgs & { readonly send?: Send };

type Events = AsyncIterableIterator<ExecutionResult>;

/** `ready`: of events that need not be waited for, the next ones. */
type Source = AsyncIterator<object> & { ready?(most: number): object[] };

export class SharedSubscriptions {
  private readonly numbers = new WeakMap<object, number>();
  private count = 0;
  /** By event, then by what was asked about it. */
  private readonly answers = new WeakMap<object, Map<string, Answer>>();

  /**
   * As `subscribe` of graphql-js. With `send`, answers without errors go there, and the iterator yields what has errors:
   * with thousands of subscribers, handing each answer through the protocol's library is most of what it costs.
   */
  async subscribe({ send, ...args }: SubscribeArgs): Promise<Events | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const question = this.questionOf(args);
    return new Answers(
      source[Symbol.asyncIterator]() as Source,
      (event) => this.answer(question, event, args),
      send ?? null,
    );
  }

  private answer(question: string, event: object, args: ExecutionArgs): Answer {
    const answers = this.answers.get(event) ?? new Map<string, Answer>();
    this.answers.set(event, answers);
    const now = performance.now();
    const known = answers.get(question);
    if (known && now - known.from < SHARED_MILLISECONDS) return known;
    const answer: Answer = { from: now, result: execute({ ...args, rootValue: event }), json: null };
    if ('then' in answer.result) void keepResult(answer, answer.result);
    answers.set(question, answer);
    return answer;
  }

  private questionOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
    const { principal } = contextValue as ApiContext;
    const number = this.numbers.get(document) ?? (this.count += 1);
    this.numbers.set(document, number);
    return JSON.stringify([number, operationName, variableValues, scopeOf(principal), projectsOf(principal)]);
  }
}

const scopeOf = (principal: Principal) => (principal.kind === 'anonymous' ? null : principal.scope);

/** A failure is for those who wait for it. */
async function keepResult(answer: Answer, coming: PromiseLike<ExecutionResult>): Promise<void> {
  try {
    answer.result = await coming;
  } catch {
    return;
  }
}

/** Of one subscriber. */
class Answers implements Events {
  private waiting: Answer[] = [];

  constructor(
    private readonly source: Source,
    private readonly answerOf: (event: object) => Answer,
    private readonly send: Send | null,
  ) {}

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    for (;;) {
      const answer = this.waiting.shift();
      if (answer) {
        const result = 'then' in answer.result ? await answer.result : answer.result;
        if (!this.send || result.errors) return { done: false, value: result };
        await this.send((answer.json ??= JSON.stringify(result)));
      } else if (!(await this.waitForMore())) {
        return { done: true, value: undefined };
      }
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.waiting = [];
    await this.source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Events of the same moment are worked out at the same time, and then sent in one piece. False: none comes any more. */
  private async waitForMore(): Promise<boolean> {
    const event = await this.source.next();
    if (event.done) return false;
    const together = [event.value, ...(this.source.ready?.(MOST_TOGETHER) ?? [])];
    const answers = together.map(this.answerOf);
    for (const { result } of answers) if ('then' in result) await result;
    this.waiting = answers;
    return true;
  }
}

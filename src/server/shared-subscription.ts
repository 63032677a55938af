/**
 * Subscriptions of the same document, with the same variables and the same rights, get the same answer for the same
 * event: it is worked out once for all of them. Not for long: it shows the rows as they are now.
 */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { projectsOf, type Principal } from '../auth/principal';
import type { ApiContext } from '../resolvers/context';

const SHARED_MILLISECONDS = 1000;

interface Answer {
  readonly from: number;
  readonly result: ExecutionResult | PromiseLike<ExecutionResult>;
}

type Events = AsyncIterableIterator<ExecutionResult>;

export class SharedSubscriptions {
  private readonly numbers = new WeakMap<object, number>();
  private count = 0;
  /** By event, then by what was asked about it. */
  private readonly answers = new WeakMap<object, Map<string, Answer>>();

  /** As `subscribe` of graphql-js. */
  async subscribe(args: ExecutionArgs): Promise<Events | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const question = this.questionOf(args);
    const events = source[Symbol.asyncIterator]() as AsyncIterator<object>;
    const answers: Events = {
      next: async () => {
        const event = await events.next();
        if (event.done) return { done: true, value: undefined };
        return { done: false, value: await this.answer(question, event.value, args) };
      },
      return: async () => {
        await events.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => answers,
    };
    return answers;
  }

  private answer(question: string, event: object, args: ExecutionArgs): Answer['result'] {
    const answers = this.answers.get(event) ?? new Map<string, Answer>();
    this.answers.set(event, answers);
    const now = performance.now();
    const known = answers.get(question);
    if (known && now - known.from < SHARED_MILLISECONDS) return known.result;
    const result = execute({ ...args, rootValue: event });
    answers.set(question, { from: now, result });
    return result;
  }

  private questionOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
    const { principal } = contextValue as ApiContext;
    const number = this.numbers.get(document) ?? (this.count += 1);
    this.numbers.set(document, number);
    return JSON.stringify([number, operationName, variableValues, scopeOf(principal), projectsOf(principal)]);
  }
}

const scopeOf = (principal: Principal) => (principal.kind === 'anonymous' ? null : principal.scope);

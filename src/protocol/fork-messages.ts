/**
 * The wire between the server and a fork server: a worker program that has imported its framework, does nothing with
 * it, and is forked once for each trial. Newline-delimited JSON on file descriptor 3; the children get descriptors of
 * their own and speak the protocol of `messages.ts` on them. One child at a time.
 * Order:  ↑ loaded  (↓ fork  ↑ forked  ↑ exited  ↓ reap)*
 */
import { z } from 'zod';

const pid = z.int().min(1);

export const forkServerMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('loaded') }),
  z.strictObject({ type: z.literal('forked'), pid }),
  /** It stays a zombie, and its number its own, until `reap`. One of the two is null. */
  z.strictObject({
    type: z.literal('exited'),
    pid,
    exitCode: z.int().nullable(),
    signal: z.string().startsWith('SIG').nullable(),
  }),
]);
export type ForkServerMessage = z.infer<typeof forkServerMessage>;

export interface ForkCommand {
  readonly type: 'fork' | 'reap';
}

/** How many children it is for; set in the environment of a worker program that is to be a fork server. */
export const FORKS_VARIABLE = 'PHOTOFINISH_FORKS';

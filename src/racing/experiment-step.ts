/**
 * The model before the change, in the very process in which the change comes: built, proven and run
 * (`docs/decisions/0039-from-a-change-to-its-first-result.md`).
 */
import { measureAwake } from './awake';
import { checked } from './block-check';
import type { Contestant } from './contestant';
import type { RoundRequest, Step } from './round-request';
import { build, prove } from './round-steps';
import { stage } from './stage';

/** What a round needs to know of it; in the same words as of the changed one. */
export type OriginalWork = Pick<RoundRequest, 'plan' | 'tensorsFile' | 'reference' | 'tolerance'>;

/** Up to where the change would be made. Contestants have said hello, and are thawed afterwards. */
export async function* workBefore(request: RoundRequest, original: OriginalWork, contestants: readonly Contestant[]) {
  const before: RoundRequest = { ...request, ...original };
  yield* stage(before, contestants, 'build', build);
  yield* stage(before, contestants, 'parity', prove);
  yield* stage(before, contestants, null, runBefore);
}

/** Every staged batch once. */
const runBefore: Step = async (contestant, { batchCount }) => {
  const { session, answer } = contestant;
  if (!answer) throw new Error('A model is changed only after it was prepared');
  const { buildNanoseconds, compileNanoseconds, firstResultNanoseconds, compilations } = answer.prepared;
  contestant.experiment = {
    process: 'LIVE',
    original: { buildNanoseconds, compileNanoseconds, firstResultNanoseconds, compilations },
  };
  const asked = { blocks: 1, iterationsPerBlock: batchCount, rewarmIterations: 0 };
  const facts = await checked(contestant, await measureAwake(session, asked));
  if (contestant.racing) session.thaw();
  // The changed model's blocks are held to its own proof.
  contestant.lossVaries = false;
  return facts;
};

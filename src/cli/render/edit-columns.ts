/** The columns of a race of a model that is changed in a process that goes on. */
import type { EditStartView, WorkPhasesView } from '../api/edit-start-view';
import type { RunView } from '../api/types';
import { formatSeconds } from './numbers';

const ABSENT = '–';

/** What the time went into, what the model before the change took in the same processes, and how it went on. */
export const EDIT_COLUMNS = [
  { title: 'of it building', of: ofEdit(({ buildSeconds }) => buildSeconds) },
  { title: 'compiling', of: ofEdit(({ compileSeconds }) => compileSeconds) },
  { title: 'programs compiled', of: ({ editStart }: RunView) => (editStart?.compilations ?? ABSENT).toString() },
  { title: 'first iteration', of: ofEdit(({ firstResultSeconds }) => firstResultSeconds) },
  { title: 'before the change', of: ofEdit(({ original }) => original && sumOf(original)) },
  { title: 'steady after', of: ofEdit(({ timeToSteadySeconds }) => timeToSteadySeconds) },
  { title: 'then per iteration', of: ofEdit(({ steadySecondsPerIteration }) => steadySecondsPerIteration) },
];

export function isOfLiveEdits(runs: readonly Pick<RunView, 'editStart'>[]): boolean {
  return runs.some(({ editStart }) => editStart?.process === 'LIVE');
}

function sumOf({ buildSeconds, compileSeconds, firstResultSeconds }: WorkPhasesView): number {
  return buildSeconds + compileSeconds + firstResultSeconds;
}

function ofEdit(secondsOf: (start: EditStartView) => number | null) {
  return ({ editStart }: RunView): string => {
    const seconds = editStart && secondsOf(editStart);
    return seconds === null ? ABSENT : formatSeconds(seconds);
  };
}

import type { RaceEventView } from '../../../src/cli/api/types';
import { createRaceProgress } from '../../../src/cli/progress/race-progress';
import { recordedTerminal } from '../support/terminal';

const RUNS = [{ id: 'a', label: 'A' }];
const EVENTS: RaceEventView[] = [
  { __typename: 'RaceStatusChanged', sequence: 1, status: 'RUNNING' },
  { __typename: 'RunPhaseChanged', sequence: 2, run: { id: 'a' }, phase: 'import' },
  { __typename: 'RoundFinished', sequence: 3, round: 1, progress: 0.25, running: [] },
  { __typename: 'RunPhaseChanged', sequence: 4, run: { id: 'a' }, phase: 'import' },
  { __typename: 'RaceStatusChanged', sequence: 5, status: 'FINISHED' },
];

describe('progress', () => {
  it('is plain lines on standard error where nothing can be redrawn, and each is said once', () => {
    const terminal = recordedTerminal();
    const progress = createRaceProgress(terminal, RUNS);
    EVENTS.forEach((event) => progress.show(event));
    progress.stop();
    expect(terminal.written.err).toBe('  preparing weights and reference\n  A: import\n  round 1 · 25 %\n  finished\n');
    expect(terminal.written.out).toBe('');
  });

  it('is a bar on a terminal, and what is said beside it stays', () => {
    const terminal = recordedTerminal(true);
    const progress = createRaceProgress(terminal, RUNS);
    EVENTS.slice(0, 3).forEach((event) => progress.show(event));
    progress.say('Something to know.');
    progress.stop();
    expect(terminal.written.err).toContain('Something to know.\n');
    expect(terminal.written.err).toMatch(/██████░{18} 25 % {2}round 1/);
    expect(terminal.written.out).toBe('');
  });
});

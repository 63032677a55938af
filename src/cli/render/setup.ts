import type { SetupOutcome } from '../../environments/setup-event';
import type { Colors } from '../terminal';
import { formatElapsed } from './numbers';

/** One line per part of set-up: ready, already there, or what failed and what to do. */
export function renderSetupOutcome(outcome: SetupOutcome, colors: Colors): string {
  switch (outcome.outcome) {
    case 'ready':
      return `${colors.green('✓')} ${outcome.environment}: ready after ${formatElapsed(outcome.seconds)}`;
    case 'already-there':
      return `${colors.green('✓')} ${outcome.environment}: already there`;
    case 'failed':
      return `${colors.red('✗')} ${outcome.environment}: ${outcome.reason}`;
  }
}

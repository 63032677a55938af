import type { FailureReport } from '../failure';
import type { Colors } from '../terminal';

/** Two lines at most: what is wrong (with the field, where one is at fault), and what to do. */
export function renderFailure(failure: Pick<FailureReport, 'message' | 'field' | 'advice'>, colors: Colors): string {
  const place = failure.field === null ? '' : `${colors.bold(failure.field)}: `;
  const advice = failure.advice === null || failure.advice === '' ? '' : `\n  ${colors.dim('→')} ${failure.advice}`;
  return `${colors.red('✗')} ${place}${failure.message}${advice}`;
}

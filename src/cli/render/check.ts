import type { CheckResult } from '../doctor/check';
import type { Colors } from '../terminal';

/** One line, and one more with what to do where something is to be done. */
export function renderCheck(check: CheckResult, colors: Colors): string {
  const signs = { ok: colors.green('✓ ok  '), warn: colors.yellow('! warn'), fail: colors.red('✗ fail') };
  const advice = check.advice === null ? '' : `\n         ${colors.dim('→')} ${check.advice}`;
  return `${signs[check.status]}  ${check.name}: ${check.message}${advice}`;
}

/** `14 ok, 2 warnings, no failure` */
export function renderCheckCount(checks: readonly CheckResult[]): string {
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length;
  const plural = (number: number, noun: string) => `${number === 0 ? 'no' : number} ${noun}${number > 1 ? 's' : ''}`;
  return `${count('ok')} ok, ${plural(count('warn'), 'warning')}, ${plural(count('fail'), 'failure')}`;
}

/** What one look at the machine found. */
export type CheckStatus = 'ok' | 'warn' | 'fail';

export interface CheckResult {
  readonly name: string;
  /** `warn`: races run, but worse or fewer than they could. `fail`: something will not work. */
  readonly status: CheckStatus;
  /** What was found, without a final full stop. */
  readonly message: string;
  /** What to do, as a sentence; null where nothing is to be done. */
  readonly advice: string | null;
}

export function ok(name: string, message: string): CheckResult {
  return { name, status: 'ok', message, advice: null };
}

export function warn(name: string, message: string, advice: string): CheckResult {
  return { name, status: 'warn', message, advice };
}

export function fail(name: string, message: string, advice: string): CheckResult {
  return { name, status: 'fail', message, advice };
}

/** The text of whatever was thrown, on one line. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split('\n')[0] ?? '';
}

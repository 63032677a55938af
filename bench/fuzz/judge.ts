/** What must never come back, and never stand in the log. */
import { HUNG, type Outcome } from './attack';

const BUGS = /INTERNAL_SERVER_ERROR|UNEXPECTED|Internal server error|Something went wrong/;
const INSIDE = /node_modules|\\n {4}at |\bat [\w.<>[\] ]+ \([^)]*:\d+:\d+\)|\/(?:src|dist)\/[\w/-]+\.[jt]s\b/;
const NO_ROOM = /^HTTP\/1\.1 503[^]*Too many connections/;

/** What the command line says to whoever ends it. */
const STOPPING = 'Stopping. Ctrl-C again leaves at once.';

/** In words; null: nothing is wrong with it. */
export function faultOf({ status, text }: Outcome): string | null {
  if (status === HUNG) return 'no answer';
  if (status === 'closed 4500' || status === 'closed 1011') return `${status}: an error of the server's own`;
  const isOurs = /^5\d\d$/.test(status) && !NO_ROOM.test(text);
  if (isOurs || /HTTP\/1\.1 500/.test(text)) return `status ${status}`;
  const bug = BUGS.exec(text) ?? INSIDE.exec(text);
  return bug ? `says "${bug[0].slice(0, 60)}"` : null;
}

/** Lines that are no JSON, or of the level error and above. */
export function faultsInLog(log: string): string[] {
  return log.split('\n').filter((line) => {
    if (line === '' || line === STOPPING) return false;
    try {
      return (JSON.parse(line) as { level: number }).level >= 50;
    } catch {
      return true;
    }
  });
}

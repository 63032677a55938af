/** What an answer of `npm audit --json` means, given the exceptions that were explained. */

export const CLEAN = 0;
export const UNEXPLAINED = 1;
export const NOT_ANSWERED = 2;

/**
 * @param {string} text what npm printed
 * @param {{advisory: string, package: string, reason: string, until: string}[]} exceptions `until`: a day, YYYY-MM-DD
 * @param {Date} now
 * @returns {{exitCode: number, lines: string[]}}
 */
export function judge(text, exceptions, now) {
  const report = parsed(text);
  if (!report?.vulnerabilities) {
    const why = report?.error?.summary || report?.message || 'npm printed no report';
    return { exitCode: NOT_ANSWERED, lines: [`NOT ANSWERED  ${oneLine(why)}`, 'Nothing was learnt of the packages.'] };
  }
  const advisories = advisoriesOf(report);
  const today = now.toISOString().slice(0, 10);
  const valid = exceptions.filter(({ reason, until }) => reason?.trim() && until >= today);
  const reasonFor = (one) => valid.find((each) => each.advisory === one.id && each.package === one.package);
  const lines = advisories.map((one) => {
    const reason = reasonFor(one)?.reason;
    const what = `${one.id} ${one.package} (${one.severity}): ${one.title}`;
    return reason ? `explained     ${what}\n              ${reason}` : `UNEXPLAINED   ${what}`;
  });
  const needless = exceptions.filter(
    (each) => !advisories.some((one) => one.id === each.advisory && one.package === each.package),
  );
  for (const each of needless) lines.push(`NEEDLESS      ${each.advisory} ${each.package}: nobody reports it any more`);
  const unexplained = advisories.filter((one) => !reasonFor(one));
  const count = `${advisories.length} known against what a server runs, ${unexplained.length} without a reason.`;
  const exitCode = unexplained.length + needless.length > 0 ? UNEXPLAINED : CLEAN;
  return { exitCode, lines: [...lines, count] };
}

/** Each advisory once for each package; what is affected only through another is that one's matter. */
function advisoriesOf({ vulnerabilities }) {
  const found = new Map();
  for (const { via } of Object.values(vulnerabilities)) {
    for (const each of via) {
      if (typeof each === 'string') continue;
      const id = /GHSA-[\w-]+/.exec(each.url)?.[0] ?? String(each.source);
      found.set(`${id} ${each.name}`, { id, package: each.name, severity: each.severity, title: oneLine(each.title) });
    }
  }
  return [...found.values()].sort((one, other) => one.id.localeCompare(other.id));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function oneLine(text) {
  return String(text).replace(/\s+/g, ' ').trim();
}

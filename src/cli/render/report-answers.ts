/** A report as a person reads it at a terminal: a sentence for each claim. */
import type { ClaimView, ReportView } from '../api/report-types';
import type { Colors } from '../terminal';

export function renderReport({ claims, racesEnded, racesTotal, races }: ReportView, colors: Colors): string {
  const unfinished = races.filter(({ status }) => status !== 'FINISHED').length;
  return [
    ...claims.map((claim) => `${colors.bold('▸')} ${renderClaim(claim, colors)}`),
    ...(unfinished === 0 && racesEnded === racesTotal
      ? []
      : [`  ${unfinished} of ${racesTotal} races did not finish: this is what the others say.`]),
  ].join('\n');
}

function renderClaim({ answer }: ClaimView, colors: Colors): string {
  const colon = answer.indexOf(':');
  return `${colors.bold(answer.slice(0, colon))}${answer.slice(colon)}`;
}

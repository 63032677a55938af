import type { RaceView } from '../api/types';
import type { Colors } from '../terminal';

/** One line per tier. Those who share a line were not shown to differ. Empty without standings. */
export function renderStandings(standings: RaceView['standings'], colors: Colors): string {
  const tiers = [...new Set(standings.map(({ tier }) => tier))].sort((a, b) => a - b);
  return tiers
    .map((tier) => {
      const labels = standings.filter((standing) => standing.tier === tier).map(({ run }) => run.label);
      const shown = tier === tiers[0] ? labels.map((label) => colors.bold(label)) : labels;
      const shared = labels.length > 1 ? colors.dim('   (not separable)') : '';
      return `  ${String(tier).padStart(2)}  ${shown.join(', ')}${shared}`;
    })
    .join('\n');
}

/**
 * On a fresh machine Jest knows no durations and goes by the size of files: the longest tests, small files all, came last
 * and one after the other, while a processor had nothing to do. Minutes matter in `.ci/run`.
 */
const { default: Sequencer } = require('@jest/test-sequencer');

/** Those of half a minute and more, the longest first. */
const LONGEST = [
  'contract/few-variants.contract',
  'contract/many-variants.contract',
  'docs/commands',
  'e2e/real-engines',
  'python/mutants',
  'e2e/many-machines',
  'statistics/false-verdicts',
  'e2e/input-pipeline',
  'e2e/energy',
  'e2e/misbehaving',
  'contract/low-precisions',
  'e2e/race',
  'e2e/report',
  'e2e/serving',
  'cli/e2e/report',
  'e2e/charts',
  'claims/simulated-reports',
  'server/fuzz',
  'setup/gpu-smoke',
  'e2e/cut-link',
  'environments/provision',
];

/** Its place in the list, or behind it. */
function rank({ path }) {
  const place = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
}

module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted].sort((one, other) => rank(one) - rank(other));
  }
};

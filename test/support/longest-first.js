/** Suites that take minutes begin first: begun last, one of them would keep a single core busy while the other idles. */
const { default: Sequencer } = require('@jest/test-sequencer');

const LONGEST = [
  'few-variants.contract',
  'many-variants.contract',
  'docs/commands',
  'python/mutants',
  'false-verdicts',
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.includes(name));
      return index < 0 ? LONGEST.length : index;
    };
    // The order among the others stays jest's own.
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};

/** That no measured number of the README can differ from the results, or stand there without them. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { FACTS, resultIn } from '../../scripts/check-readme-numbers';
import { readmeFaults } from '../../scripts/lib/readme-numbers';

const ROOT = path.resolve(__dirname, '..', '..');
const RESULTS: Readonly<Record<string, string>> = {
  'docs/results/aa.md':
    '| races | wrong |\n| 161 | 3 of 161, which\nis 1.9 % |\nA is 1.107 times as fast, 95 % CI 1.088 to 1.142.',
};
const faults = (readme: string, facts = [{ text: '25 minutes', why: 'A budget.' }]) =>
  readmeFaults(`${readme}\n\nIt ends after 25 minutes.`, { resultOf: (file) => RESULTS[file] ?? null, facts });
const from = (quote: string, file = 'docs/results/aa.md') => `<!-- from ${file}: "${quote}" -->`;

test('the README of this project tells what was measured', () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const sources = { resultOf: resultIn(ROOT), facts: FACTS };
  expect(readmeFaults(readme, sources)).toEqual([]);
  // Were its numbers others, it would be seen.
  const other = readme.replace(/(\d)( times as fast)/, '$17$2');
  expect(other).not.toBe(readme);
  expect(readmeFaults(other, sources).length).toBeGreaterThan(0);
  expect(readmeFaults(readme.replace(/<!-- from [^]*?-->/g, ''), sources).length).toBeGreaterThan(0);
});

test('numbers beside the words of a result are right, also over the ends of lines', () => {
  expect(faults(`Wrong in 3 of 161 races, 1.9 % ${from('3 of 161, which is 1.9 %')}.`)).toEqual([]);
  const sentence = 'A is 1.107 times as fast as B,\n95 % CI 1.088 to 1.142';
  expect(faults(`> ${sentence}\n${from('1.107 times as fast, 95 % CI\n1.088 to 1.142')}`)).toEqual([]);
});

test.each([
  ['a wrong number', `Wrong in 4 of 161 races ${from('3 of 161')}.`, ['3 of “3 of 161”', '“4 of 161” has nothing']],
  [
    'part of a number',
    `Wrong in 1 of 16 ${from('3 of 161')}.`,
    ['3 of “3 of 161”', '161 of “3 of 161”', '“1 of 16” has'],
  ],
  ['a result that says otherwise', `Wrong in 4 of 161 ${from('4 of 161')}.`, ['docs/results/aa.md does not say “4']],
  ['a result that is part of another', `In 3 of 16 ${from('3 of 16')}.`, ['docs/results/aa.md does not say “3 of 16”']],
  ['a missing file', `In 3 of 161 ${from('3 of 161', 'docs/results/gone.md')}.`, ['there is no docs/results/gone.md']],
  ['a file elsewhere', `In 3 of 161 ${from('3 of 161', 'docs/method.md')}.`, ['is not <!-- from', '“3 of 161” has']],
  ['a comment in another passage', `- Wrong in 3 of 161\n- ${from('3 of 161')}`, ['“3 of 161” has', '3 of', '161 of']],
])('%s is a fault', (_, readme, expected) => {
  const found = faults(readme);
  expect(found).toEqual(expected.map((part) => expect.stringContaining(part)));
});

test.each([
  ...['5 % of it', 'in 0.57 s', 'in 12 ms', 'after 20 minutes', '2.5 times', '1,240 requests a second', '7 of 8'],
  ...['between 1.5 to 2.5', 'in less than a minute', 'about an hour', '64 MB'],
])('a number without a comment is a fault: %s', (text) => {
  expect(faults(`It is so ${text}.`)).toEqual([expect.stringContaining('has nothing beside it')]);
});

test('what is no measured number of a sentence needs none', () => {
  const code = '```sh\nphotofinish race --budget 20 s\n```';
  const table = '<!-- configuration:begin -->\n| 85 % |\n<!-- configuration:end -->';
  const picture =
    '![At 1, 5 % more](a.svg) and `--share 5 %`, [Node.js](https://a.example/5%20s) 20.19, up to 32 sizes';
  expect(faults([code, table, picture].join('\n\n'))).toEqual([]);
});

test('an exception that excepts nothing is a fault', () => {
  expect(faults('', [{ text: '26 minutes', why: 'None.' }])).toEqual([
    expect.stringContaining('“25 minutes” has nothing'),
    '“26 minutes” is excepted, and not there',
  ]);
});

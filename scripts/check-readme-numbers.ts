/**
 * Fails where the README tells a measured number that docs/results does not. Beside each such number stands, unseen by readers,
 * where it is from: <!-- from docs/results/x.md: "the words of that file" -->.
 * Usage: node dist/scripts/check-readme-numbers.js, in the root of the repository.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readmeFaults, type Fact } from './lib/readme-numbers';

/** What looks like a measured number, and was not measured. */
export const FACTS: readonly Fact[] = [{ text: 'Python 3.11 to 3.13', why: 'Versions.' }];

/** Within the root; null where there is no such file. */
export function resultIn(root: string): (file: string) => string | null {
  return (file) => {
    const whole = path.join(root, file);
    return existsSync(whole) ? readFileSync(whole, 'utf8') : null;
  };
}

function main(): void {
  const faults = readmeFaults(readFileSync('README.md', 'utf8'), { resultOf: resultIn('.'), facts: FACTS });
  for (const fault of faults) console.error(`README.md: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

if (require.main === module) main();

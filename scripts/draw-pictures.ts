/** Draws the pictures of docs/method.md and the chart of the README from recorded data; with `--check` it fails where one is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pictures } from '../bench/pictures/pictures';
import { SWEEP_FILE, sweepChart } from '../bench/pictures/sweep-chart';
import { renderPicture } from '../src/charts/render';

function main(check: boolean): void {
  const drawn = [
    ...pictures('.').map(
      (picture) => [path.join('docs', 'pictures', `${picture.name}.svg`), renderPicture(picture)] as const,
    ),
    [SWEEP_FILE, `${sweepChart('.').svg}\n`] as const,
  ];
  for (const [file, svg] of drawn) {
    if (!check) writeFileSync(file, svg);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
      console.error(`${file} is stale: run npm run emit`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.includes('--check'));

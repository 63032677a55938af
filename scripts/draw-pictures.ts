/** Draws the pictures of docs/method.md from recorded data; with `--check` it fails where one is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pictures } from '../bench/pictures/pictures';
import { renderPicture } from '../src/charts/render';

function main(check: boolean): void {
  for (const picture of pictures('.')) {
    const file = path.join('docs', 'pictures', `${picture.name}.svg`);
    const drawn = renderPicture(picture);
    if (!check) writeFileSync(file, drawn);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== drawn) {
      console.error(`${file} is stale: run npm run emit`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.includes('--check'));

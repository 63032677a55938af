import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { darkRules } from '../../src/charts/palette';
import { pictures } from '../../bench/pictures/pictures';
import { DATA_FOLDER, readRecording } from '../../bench/pictures/recording';
import { looks } from '../../bench/pictures/looks';
import { SWEEP_FILE, sweepChart } from '../../bench/pictures/sweep-chart';
import { renderPicture } from '../../src/charts/render';

const ROOT = path.resolve(__dirname, '..', '..');
const FOLDER = path.join(ROOT, 'docs', 'pictures');
const method = readFileSync(path.join(ROOT, 'docs', 'method.md'), 'utf8');
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
/** The chart of the README is no picture of the method. */
const CHART = path.basename(SWEEP_FILE);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.svg') && file !== CHART);
const textOf = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');
const drawn = pictures(ROOT);

describe('the pictures of the method', () => {
  test.each(drawn.map((picture) => [picture.name, picture] as const))('%s is what its data say', (name, picture) => {
    const before = renderPicture(picture);
    expect(textOf(`${name}.svg`)).toBe(before);
    expect(renderPicture(picture)).toBe(before);
  });

  test.each(drawn.map(({ name, finding }) => [name, finding]))(
    '%s stands in the method with its finding',
    (name, finding) => {
      expect(method).toContain(`![${finding}](pictures/${name}.svg)`);
    },
  );

  test('other data make another picture', () => {
    const recording = readRecording(ROOT, 'race');
    const [race] = recording.races;
    if (!race) throw new Error('nothing is recorded');
    const shorter = { ...recording, races: [{ ...race, trials: race.trials.slice(0, -2) }] };
    expect(renderPicture(looks(shorter))).not.toBe(textOf('looks.svg'));
  });

  test.each(files)('%s is shown with words in its place, and says the same itself', (file) => {
    const [, alternative = ''] = new RegExp(`!\\[([^\\]]+)\\]\\(pictures/${file}\\)`).exec(method) ?? [];
    expect(alternative.length).toBeGreaterThan(60);
    expect(textOf(file)).toContain(`<desc id="description">${alternative}</desc>`);
    expect(textOf(file)).toMatch(/<title id="title">.+<\/title>/);
  });

  test.each(files)('%s has a dark twin of every colour, and asks for nothing from elsewhere', (file) => {
    const svg = textOf(file);
    expect(svg).toContain(`<style>${darkRules()}</style>`);
    const used = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, value = '']) => value);
    const known = [...darkRules().matchAll(/\[fill="([^"]+)"\]/g)].map(([, value = '']) => value);
    expect(used.filter((value) => !['none', ...known].includes(value))).toEqual([]);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<image|rgba?\(/);
  });

  test('the data say where and how they were recorded, and are small', () => {
    const names = readdirSync(path.join(ROOT, DATA_FOLDER)).filter((name) => name !== SWEEP);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(statSync(path.join(ROOT, DATA_FOLDER, name)).size).toBeLessThan(200_000);
      const { recorded, races } = readRecording(ROOT, path.parse(name).name);
      expect(races.length).toBeGreaterThan(0);
      for (const { where, command } of recorded) {
        expect(where).toMatch(/cores, Linux .*, Node\.js .*, \d{4}-\d{2}-\d{2}$/);
        expect(command).toMatch(/^node dist\/bench\/record\.js --entrants /);
      }
    }
  });
});

const SWEEP = 'sweep.json';

describe('the chart of the README', () => {
  const { svg, alt } = sweepChart(ROOT);

  test('is what its data say, and stands there with its words', () => {
    expect(textOf(CHART)).toBe(`${svg}\n`);
    expect(readme).toContain(`![${alt}](docs/pictures/${CHART})`);
  });

  test('is of a sweep that is told how it was made, and is small', () => {
    const file = path.join(ROOT, DATA_FOLDER, SWEEP);
    expect(statSync(file).size).toBeLessThan(200_000);
    const { over, points } = JSON.parse(readFileSync(file, 'utf8'));
    expect(over).toBe('BATCH_SIZE');
    const values = points.map(({ value }: { value: number }) => value).join(',');
    expect(readme).toMatch(new RegExp(`photofinish sweep mlp --over batch-size --values ${values} .*--json`));
  });
});

import { darkRulesWithin, colour, ENTRANT_COLOURS } from '../../src/charts/palette';
import { lookOf } from '../../src/charts/symbols';

/** Relative luminance and contrast of WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
const darkOf = (light: string) =>
  new RegExp(`\\[fill="${light}"\\]\\{fill:(#\\w{6})`).exec(darkRulesWithin('a'))?.[1] ?? '';

test.each(ENTRANT_COLOURS)('%s can be told from paper, light and dark', (name) => {
  expect(contrast(colour[name], colour.paper)).toBeGreaterThanOrEqual(3);
  expect(contrast(darkOf(colour[name]), darkOf(colour.paper))).toBeGreaterThanOrEqual(3);
});

test.each(['ink', 'faint', 'second'] as const)('text in %s can be read, light and dark', (name) => {
  expect(contrast(colour[name], colour.paper)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(darkOf(colour[name]), darkOf(colour.paper))).toBeGreaterThanOrEqual(4.5);
});

test('no two of sixteen entrants have the same shape, nor the same colour with the same dash', () => {
  const looks = Array.from({ length: 16 }, (_, index) => lookOf(index));
  expect(new Set(looks.map(({ symbol, hollow }) => `${symbol} ${hollow}`)).size).toBe(16);
  expect(new Set(looks.map(({ name, dash }) => `${name} ${String(dash)}`)).size).toBe(16);
});

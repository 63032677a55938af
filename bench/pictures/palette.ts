/**
 * The colours of the pictures, each in two modes. The two entrants are blue and orange of Okabe and Ito 2008, "Color
 * universal design", which every kind of colour vision tells apart; they differ in shape as well.
 */
interface Colour {
  readonly light: string;
  readonly dark: string;
}

const COLOURS = {
  paper: { light: '#ffffff', dark: '#16191d' },
  ink: { light: '#24292f', dark: '#e3e6ea' },
  faint: { light: '#59636e', dark: '#a3acb6' },
  grid: { light: '#e4e7ea', dark: '#30363d' },
  zone: { light: '#d9dee3', dark: '#3b434c' },
  first: { light: '#0072b2', dark: '#56b4e9' },
  second: { light: '#c45100', dark: '#f0a03c' },
} as const satisfies Record<string, Colour>;

export type ColourName = keyof typeof COLOURS;

/** As they are drawn; `darkRules` turns them where the reader's screen is dark. */
export const colour = Object.fromEntries(Object.entries(COLOURS).map(([name, { light }]) => [name, light])) as Record<
  ColourName,
  string
>;

/** A style sheet for inside of an SVG: what is filled or stroked with a colour gets its dark twin. */
export function darkRules(): string {
  const rules = Object.values(COLOURS).flatMap(({ light, dark }) =>
    ['fill', 'stroke'].map((property) => `[${property}="${light}"]{${property}:${dark}}`),
  );
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}

/**
 * The colours of charts and pictures, each in two modes. They are those of Okabe and Ito 2008, "Color universal design",
 * which every kind of colour vision tells apart, darker on light paper and lighter on dark so that each has a contrast of
 * 3 or more (WCAG 2.2, 1.4.11); what has a colour differs in shape, dash or place as well.
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

/** For more than two entrants or parts. */
const FURTHER_COLOURS = {
  third: { light: '#00805d', dark: '#35c79c' },
  fourth: { light: '#b0568c', dark: '#e0a3c6' },
  fifth: { light: '#6b4fbb', dark: '#b9a5f2' },
  sixth: { light: '#3a8fc1', dark: '#a5dafa' },
  seventh: { light: '#a87400', dark: '#ffd166' },
  eighth: { light: '#7d7600', dark: '#f0e442' },
} as const satisfies Record<string, Colour>;

const ALL_COLOURS = { ...COLOURS, ...FURTHER_COLOURS };

export type ColourName = keyof typeof ALL_COLOURS;

/** As they are drawn; `darkRules` turns them where the reader's screen is dark. */
export const colour = Object.fromEntries(
  Object.entries(ALL_COLOURS).map(([name, { light }]) => [name, light]),
) as Record<ColourName, string>;

/** Of entrants, in their order. */
export const ENTRANT_COLOURS = [
  ...(['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'] as const),
] satisfies ColourName[];

/** A style sheet for inside of an SVG that stands alone: what is filled or stroked with a colour gets its dark twin. */
export function darkRules(): string {
  return `@media (prefers-color-scheme:dark){${turned(COLOURS, '')}}`;
}

/** The same for one that may stand in a page: its rules reach nothing but the element of this id, and paper stays light. */
export function darkRulesWithin(id: string): string {
  return `@media screen and (prefers-color-scheme:dark){${turned(ALL_COLOURS, `#${id} `)}}`;
}

function turned(colours: Readonly<Record<string, Colour>>, within: string): string {
  return Object.values(colours)
    .flatMap(({ light, dark }) =>
      ['fill', 'stroke'].map((property) => `${within}[${property}="${light}"]{${property}:${dark}}`),
    )
    .join('');
}

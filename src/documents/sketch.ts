/** Charts of a report before they are drawn, and the names by which its text refers to them. */
import type { Chart } from '../charts/chart';

/** By the name with which the text refers to it. */
export type Charts = ReadonlyMap<string, Chart>;

/** Not drawn yet: drawing takes a processor for many milliseconds, and whoever serves others draws one at a time. */
export interface Sketch {
  readonly name: string;
  readonly draw: () => Chart;
}

export const chartName = (claim: string, part: string) => `${claim}.${part}`;

/** Names inside an SVG must be names in XML. */
export const idOf = (name: string) => name.replace(/[^a-z0-9]/gi, '-');

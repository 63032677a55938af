/** What every chart is, and what it is told. */
export interface Chart {
  /** A whole element, which may stand alone in a file or, beside others, in a page. */
  readonly svg: string;
  /** What it shows, in words, with the numbers: for whoever does not see it. */
  readonly alt: string;
}

/** What all charts are told, whatever they show. Texts may hold anything: they are cleaned, escaped and shortened here. */
export interface ChartFrame {
  /** Of nothing else on the same page: names inside the SVG begin with it. */
  readonly id: string;
  readonly title: string;
  /** What the chart is about in a sentence, where somebody has judged it: the alternative text begins with it. */
  readonly finding?: string | null;
  /** What a reader must know before any number, such as that it cannot be trusted: below the title, and said first. */
  readonly caution?: string | null;
}

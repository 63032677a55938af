/** Where each measured number of a text is from, and whether it is what stands there. */

/** A passage with a number that was not measured. */
export interface Fact {
  readonly text: string;
  readonly why: string;
}

export interface Sources {
  /** The text of a file of results; null where there is none. */
  readonly resultOf: (file: string) => string | null;
  readonly facts: readonly Fact[];
}

/** What is wrong, a sentence for each; empty where nothing is. */
export function readmeFaults(readme: string, sources: Sources): string[] {
  const passages = passagesOf(readme);
  const needless = sources.facts
    .filter(({ text }) => !passages.some(({ visible }) => visible.includes(text)))
    .map(({ text }) => `“${text}” is excepted, and not there`);
  return [...passages.flatMap((passage) => passageFaults(passage, sources)), ...needless];
}

interface Marker {
  readonly file: string;
  /** The words of the file. */
  readonly quote: string;
}

/** A paragraph, a line of a list or a row of a table. */
interface Passage {
  /** As it is read: without comments, code, pictures and addresses. */
  readonly visible: string;
  readonly markers: readonly Marker[];
  /** Comments that are meant to be markers, and say not what from where. */
  readonly broken: readonly string[];
}

/** Blocks of code are no sentences, and the table of variables is written and tested from the code. */
const LEFT_OUT = /^```[\s\S]*?^```$|<!-- configuration:begin -->[\s\S]*?<!-- configuration:end -->/gm;
const COMMENT = /<!--[\s\S]*?-->/g;
const MARKER = /^<!-- from (docs\/results\/[\w.-]+): "([^"]*\d[^"]*)" -->$/;
/** Numbers of charts stand in their alternative texts, which are held to the recorded data by `draw-pictures --check` and its test. */
const NOT_READ = /!\[[^\]]*\]\([^)]*\)|`[^`]*`|(?<=\])\([^)]*\)/g;

function passagesOf(readme: string): Passage[] {
  const texts = readme.replace(LEFT_OUT, '\n').split(/\n\s*\n|\n(?=\s*(?:[-*>|#]|\d+\.)\s)/);
  return texts.map((text) => {
    const comments = text.match(COMMENT) ?? [];
    const parsed = comments.map((comment) => ({ comment, match: MARKER.exec(spaced(comment)) }));
    return {
      visible: spaced(text.replace(COMMENT, ' ').replace(NOT_READ, ' ')),
      markers: parsed.flatMap(({ match }) => (match ? [{ file: match[1] ?? '', quote: match[2] ?? '' }] : [])),
      broken: parsed.flatMap(({ comment, match }) => (!match && /<!--\s*from\b/.test(comment) ? comment : [])),
    };
  });
}

const spaced = (text: string) => text.replace(/\s+/g, ' ');

function passageFaults({ visible, markers, broken }: Passage, { resultOf, facts }: Sources): string[] {
  const told = facts.reduce((text, fact) => text.replaceAll(fact.text, ' '), visible);
  const quotes = markers.map(({ quote }) => quote);
  const unmarked = measuredIn(told).filter((number) => !quotes.some((quote) => holds(quote, number)));
  return [
    ...broken.map((comment) => `${comment} is not <!-- from docs/results/<file>: "<words of it with a number>" -->`),
    ...markers.flatMap((marker) => markerFaults(marker, visible, resultOf)),
    ...unmarked.map((number) => `“${number}” has nothing beside it that says which result it is from`),
  ];
}

function markerFaults({ file, quote }: Marker, visible: string, resultOf: Sources['resultOf']): string[] {
  const result = resultOf(file);
  if (result === null) return [`there is no ${file}, which “${quote}” is to be from`];
  if (!holds(spaced(result), quote)) return [`${file} does not say “${quote}”`];
  const absent = (quote.match(NUMBER) ?? []).filter((number) => !holds(visible, number));
  return absent.map((number) => `${number} of “${quote}” (${file}) does not stand beside its comment`);
}

const NUMBER = /\d+(?:[.,]\d+)*/g;
const UNITS = ['%', 's', 'ms', 'µs', 'ns', 'seconds?', 'minutes?', 'hours?', 'times', '[kMGT]i?B', 'of \\d+'];
/** A number with what is measured, the two ends of an interval, and durations in words. */
const MEASURED = new RegExp(
  [
    `${NUMBER.source} ?(?:${UNITS.join('|')})(?!\\w)`,
    `${NUMBER.source} (?:[a-z]+ )?(?:a|per) second\\b`,
    '\\d+\\.\\d+ to \\d+\\.\\d+',
    '(?:less than|about|within|under) (?:an?|half an?|one) (?:second|minute|hour)\\b',
  ].join('|'),
  'g',
);

const measuredIn = (text: string) => text.match(MEASURED) ?? [];

/** Not within a longer number. */
function holds(text: string, part: string): boolean {
  const escaped = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\d]|\\d[.,])${escaped}(?![\\d]|[.,]\\d)`).test(text);
}

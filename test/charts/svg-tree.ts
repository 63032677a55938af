/** Reads an SVG strictly, as a browser reads a file of XML: what is not well formed throws. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** Directly in it, with what was escaped put back. */
  text: string;
}

const TOKEN = /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([a-zA-Z:-]+)="([^"<]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

function decoded(text: string): string {
  if (/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text.replace(/\n/g, ''))) {
    throw new Error('XML cannot hold this character');
  }
  return text.replace(/&([^;&]*;?)/g, (whole, name: string) => {
    const character = ENTITIES[name.replace(/;$/, '')];
    if (character === undefined || !name.endsWith(';')) throw new Error(`${whole} is not escaped`);
    return character;
  });
}

export function readSvg(svg: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < svg.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(svg);
    if (!match) throw new Error(`Not well formed at ${svg.slice(at, at + 80)}`);
    const [, closing, name = '', attributes = '', empty, text] = match;
    const parent = open.at(-1) as Element;
    if (text !== undefined) parent.text += decoded(text);
    else if (closing) {
      if (parent.name !== name || !open.pop()) throw new Error(`</${name}> ends ${parent.name}`);
    } else {
      const element = { name, attributes: readAttributes(attributes), children: [], text: '' };
      parent.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || !only || others.length > 0) throw new Error('Not one element');
  return only;
}

function readAttributes(text: string): Record<string, string> {
  const all = [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, decoded(value)] as const);
  const attributes = Object.fromEntries(all);
  if (Object.keys(attributes).length !== all.length) throw new Error(`An attribute twice: ${text}`);
  return attributes;
}

/** The element and everything in it. */
export function everyElement(element: Element): Element[] {
  return [element, ...element.children.flatMap(everyElement)];
}

export function textsOf(element: Element): string[] {
  return everyElement(element)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);
}

/** Where a level or an upright line begins and ends. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Straight lines in a colour. */
export function linesIn(element: Element, stroke: string): Line[] {
  return everyElement(element).flatMap(({ name, attributes }) => {
    const match = /^M(\S+) (\S+)L(\S+) (\S+)$/.exec(attributes['d'] ?? '');
    if (name !== 'path' || attributes['stroke'] !== stroke || !match) return [];
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = match.slice(1).map(Number);
    return [{ x1, y1, x2, y2 }];
  });
}

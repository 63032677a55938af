/** Texts that people chose, made fit for a chart. */
import { charting } from './echarts';

/** What no XML may hold, and what turns the direction of the text after it. */
const UNFIT = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu;

/** In one line, without characters that a document cannot hold. */
export function cleaned(text: string): string {
  return text.replace(/\s+/g, ' ').replace(UNFIT, '\ufffd').trim();
}

export const TEXT_SIZE = 12;
export const TITLE_SIZE = 14;

export function fontOf(size: number, weight: 'normal' | 'bold' = 'normal'): string {
  return `${weight} ${size}px sans-serif`;
}

/** In pixels, as the library estimates it. */
export function widthOf(text: string, font = fontOf(TEXT_SIZE)): number {
  return charting().format.getTextRect(text, font).width;
}

/** As much of it as fits into so many pixels, with an ellipsis where that is not all. */
export function shortened(text: string, width: number, font = fontOf(TEXT_SIZE)): string {
  const whole = cleaned(text);
  if (widthOf(whole, font) <= width) return whole;
  // It counts halves of characters beyond the first plane.
  return charting()
    .format.truncateText(whole, width, font, '…', {})
    .replace(/[\p{Cs}]/gu, '');
}

/** All pictures of docs/method.md that are drawn from recorded data. */
import { drift } from './drift';
import { falseVerdicts } from './false-verdicts';
import { looks } from './looks';
import { noise } from './noise';
import { readRecording, type Recording } from './recording';
import type { Picture } from '../../src/charts/render';
import { warmUp } from './warm-up';

/** Which recording each is drawn from. */
const DRAWN: readonly (readonly [string, (recording: Recording) => Picture])[] = [
  ['same-program', drift],
  ['same-program', falseVerdicts],
  ['race', looks],
  ['race', noise],
  ['warm-up', warmUp],
];

/** `root`: of the checkout. */
export function pictures(root: string): Picture[] {
  return DRAWN.map(([recording, draw]) => draw(readRecording(root, recording)));
}

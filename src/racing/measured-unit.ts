/** In which unit a chart shows what a race measured. */
import type { Measured } from '../statistics/analysis';
import { bytesUnit, joulesUnit, secondsUnit, type Unit } from '../statistics/format';

/** `typical`: an amount that is to be a handy number. */
export function unitOfMeasured(measured: Measured, typical: number): Unit {
  if (measured === 'PEAK_MEMORY') return bytesUnit(typical);
  if (measured === 'ENERGY') return named(joulesUnit(typical), 'per item');
  return named(secondsUnit(typical), WHAT[measured]);
}

const WHAT = { ITERATION: 'per iteration', FIRST_RESULT: 'to the first result', REQUEST: 'per request' } as const;

function named({ unit, scale }: Unit, what: string): Unit {
  return { unit: `${unit} ${what}`, scale };
}

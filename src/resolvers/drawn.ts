/** Charts one after the other, with whatever else waits for the processor in between: each takes it for many milliseconds. */
import { setImmediate } from 'node:timers/promises';
import type { Chart } from '../charts/chart';
import { ChartType } from '../schema/chart.type';
import { make } from './mappers/make';

let last: Promise<unknown> = Promise.resolve();

/** Null where there is nothing to draw. */
export async function drawn<Data>(data: Data | null, draw: (data: Data) => Chart): Promise<ChartType | null> {
  if (data === null) return null;
  const chart = last.then(() => setImmediate()).then(() => draw(data));
  last = chart.catch(() => undefined);
  return make(ChartType, await chart);
}

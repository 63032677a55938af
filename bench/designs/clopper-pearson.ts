/** The exact interval of a share (Clopper and Pearson 1934, "The use of confidence or fiducial limits"). */
import { jStat } from 'jstat';

/** Of `hits` among `count`, at least 95 %. Nothing counted: 0 to 1. */
export function clopperPearson(hits: number, count: number): readonly [number, number] {
  const tail = 0.025;
  const low = hits === 0 ? 0 : jStat.beta.inv(tail, hits, count - hits + 1);
  const high = hits === count ? 1 : jStat.beta.inv(1 - tail, hits + 1, count - hits);
  return [low, high];
}

/** Random numbers for the scripted clock; of quality enough for noise, reproducible from the trial's seed. */

/** Uniform in (0, 1), by sfc32 (Chris Doty-Humphrey, PractRand) seeded with both halves of a seed below 2^53. */
export function uniformSource(seed: number): () => number {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9, 1];
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return (sum + 0.5) / 2 ** 32;
  };
  for (let discarded = 0; discarded < 16; discarded += 1) next();
  return next;
}

/** Standard normal (Box and Muller 1958). */
export function standardNormal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

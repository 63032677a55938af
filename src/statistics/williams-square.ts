/**
 * Orders of n entrants in which everyone stands equally often in every place and follows everyone else equally
 * often, so that what one leaves behind (caches, heat) falls on all alike. Williams 1949, "Experimental designs
 * balanced for the estimation of residual effects of treatments": n rows for even n, 2n rows (with the mirror
 * image) for odd n. Entries are 0 … n − 1.
 */
export function williamsSquare(n: number): number[][] {
  if (n <= 1) return [Array.from({ length: n }, () => 0)];
  const zigzag = Array.from({ length: n }, (_, place) => (place % 2 === 1 ? (place + 1) / 2 : (n - place / 2) % n));
  const rows = Array.from({ length: n }, (_, shift) => zigzag.map((entry) => (entry + shift) % n));
  return n % 2 === 0 ? rows : [...rows, ...rows.map((row) => [...row].reverse())];
}

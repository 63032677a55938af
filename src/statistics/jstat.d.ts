/** The few functions of jstat 1.9 that are used here; the package ships no types. */
declare module 'jstat' {
  export const jStat: {
    /** Complementary error function. */
    erfc(x: number): number;
    readonly normal: { inv(probability: number, mean: number, standardDeviation: number): number };
    readonly beta: { inv(probability: number, alpha: number, beta: number): number };
    readonly lognormal: { inv(probability: number, mean: number, standardDeviation: number): number };
    readonly studentt: {
      inv(probability: number, degreesOfFreedom: number): number;
      pdf(x: number, degreesOfFreedom: number): number;
    };
  };
}

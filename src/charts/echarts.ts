/** The charting library, loaded when something is first drawn: most servers and most commands never draw. */
import type * as Library from 'echarts';

export function charting(): typeof Library {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- drawing is synchronous, as `import()` would not be
  return require('echarts') as typeof Library;
}

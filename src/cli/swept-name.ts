/** What a sweep is over, as one reads it: `batch size`, or the parameter's own name. */
export function sweptName({ over, parameter }: { readonly over: string; readonly parameter?: string | null }): string {
  return over === 'PARAMETER' ? (parameter ?? '') : over.toLowerCase().replaceAll('_', ' ');
}

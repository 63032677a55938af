/** A chart of the server in a file of this machine. */
import type { ApiClient } from './api/client';
import { writeOutput } from './output-file';
import { note, type Terminal } from './terminal';

interface Drawn {
  readonly drawn: { readonly chart: { readonly svg: string } | null } | null;
}

/**
 * `document`: asks for the chart of what has the id, as `drawn`. Undefined: none is wanted. Throws `CommandFailure` where
 * the file cannot be written.
 */
export async function writeChart(
  api: ApiClient,
  { document, id }: { readonly document: string; readonly id: string },
  file: string | undefined,
  terminal: Terminal,
): Promise<void> {
  if (file === undefined) return;
  const { drawn } = await api.request<Drawn>(document, { id });
  if (!drawn?.chart) return note(terminal, 'There is nothing to draw: nothing was compared.');
  await writeOutput(file, 'chart', `${drawn.chart.svg}\n`);
  note(terminal, terminal.colors.dim(`Chart: ${file}`));
}

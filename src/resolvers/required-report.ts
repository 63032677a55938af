import type { Report } from '../entities/report.entity';
import { PhotofinishError } from '../errors';
import type { ApiContext } from './context';
import { requireId } from './input-rules';

/** The report that `field` names. Throws BAD_USER_INPUT and NOT_FOUND. */
export async function requiredReport(
  id: string,
  field: string,
  { loaders }: Pick<ApiContext, 'loaders'>,
): Promise<Report> {
  const row = await loaders.reports.load(requireId('report', id, field));
  if (row) return row;
  throw new PhotofinishError('NOT_FOUND', 'There is no such report.', {
    field,
    advice: 'It may have been deleted: `reports` lists what is there.',
  });
}

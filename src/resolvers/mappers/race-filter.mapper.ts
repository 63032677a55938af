/** The filter of `races` as conditions on rows. */
import { requireProject } from '../../auth/project-rule';
import type { RaceConditions } from '../../racing/race-reader';
import type { RaceFilterInput } from '../../schema/race-filter.input';
import { requireId, requirePlainId, requireText } from '../input-rules';

/** Throws BAD_USER_INPUT that names the field. */
export function toRaceConditions(filter: RaceFilterInput | null | undefined): RaceConditions {
  const { status, workload, engine, hardware, project, label, since, until } = filter ?? {};
  return {
    status: status ?? null,
    workload: given(workload, (id) => requirePlainId(id, 'filter.workload')),
    engine: given(engine, (id) => requirePlainId(id, 'filter.engine')),
    hardwareProfileId: given(hardware, (id) => requireId('hw', id, 'filter.hardware')),
    project: given(project, (id) => requireProject(id, 'filter.project')),
    label: given(label, (text) => requireText(text, 'filter.label')),
    since: since?.getTime() ?? null,
    until: until?.getTime() ?? null,
  };
}

/** An empty text is a value, and a wrong one for an id. */
function given(text: string | null | undefined, check: (text: string) => string): string | null {
  return text === null || text === undefined ? null : check(text);
}

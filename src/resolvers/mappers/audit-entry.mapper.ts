/** The audit trail. */
import type { AuditEntry } from '../../entities/audit-entry.entity';
import type { Page } from '../../racing/keyset';
import type { AuditEntryConnectionType } from '../../schema/audit-entry-connection.type';
import { AuditEntryType } from '../../schema/audit-entry.type';
import { SettingType } from '../../schema/setting.type';
import { toConnection } from '../paging';
import { make, toDate } from './make';

function toAuditEntry({ id, at, actor, action, subject, details }: AuditEntry): AuditEntryType {
  const settings = details.map((detail) => make(SettingType, detail));
  return make(AuditEntryType, { id, at: toDate(at), actor, action, subject, details: settings });
}

export function toAuditEntryConnection(page: Page<AuditEntry>): AuditEntryConnectionType {
  return toConnection('audit', page, (row) => row.at, toAuditEntry);
}

import { registerEnumType } from 'type-graphql';
import type { AuditActionName } from '../entities/audit-entry.entity';

/** What somebody did. */
export const AuditAction = {
  START: 'START',
  CANCEL: 'CANCEL',
  DELETE: 'DELETE',
  MEASURE_LIMITS: 'MEASURE_LIMITS',
} as const satisfies { readonly [Value in AuditActionName]: Value };

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'What somebody did.',
  valuesConfig: {
    START: { description: 'Put a race into the queue.' },
    CANCEL: { description: 'Asked for the end of a race that waited or ran.' },
    DELETE: { description: 'Deleted a race with everything measured in it.' },
    MEASURE_LIMITS: { description: 'Asked what the machine can do at most.' },
  },
});

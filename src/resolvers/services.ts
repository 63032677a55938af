/** What the resolvers need of the rest: constructed in `app.ts`, handed in through the context. */
import type { ApiTokens } from '../auth/api-tokens';
import type { EngineCatalog } from '../engines/engine-catalog';
import type { MeasuringHosts } from '../fleet/measuring-hosts';
import type { ReportRace } from '../entities/report-race.entity';
import type { Report } from '../entities/report.entity';
import type { SweepPoint } from '../entities/sweep-point.entity';
import type { Sweep } from '../entities/sweep.entity';
import type { Caller } from '../racing/caller';
import type { GroupReader } from '../racing/group-reader';
import type { PostHocAnalyst } from '../racing/post-hoc';
import type { RaceEvents } from '../racing/race-events';
import type { RaceReader } from '../racing/race-reader';
import type { ReportEvents } from '../racing/report-events';
import type { ReportService } from '../racing/report.service';
import type { HardwareProfile } from '../entities/hardware-profile.entity';
import type { LimitSubject } from '../racing/limits-of-machine';
import type { WaitingReasons } from '../racing/waiting';
import type { RaceService } from '../racing/race.service';
import type { SweepService } from '../racing/sweep.service';

export interface ApiServices {
  readonly races: Pick<RaceService, 'start' | 'cancel' | 'delete'>;
  readonly sweeps: Pick<SweepService, 'start' | 'cancel' | 'delete'>;
  readonly sweepReader: GroupReader<Sweep, SweepPoint>;
  readonly reports: Pick<ReportService, 'start' | 'cancel' | 'delete'>;
  readonly reportReader: GroupReader<Report, ReportRace>;
  readonly reportEvents: Pick<ReportEvents, 'follow'>;
  readonly events: Pick<RaceEvents, 'follow'>;
  readonly catalog: Pick<EngineCatalog, 'list' | 'find'>;
  readonly reader: RaceReader;
  readonly tokens: Pick<ApiTokens, 'create' | 'list' | 'revoke'>;
  readonly hosts: Pick<MeasuringHosts, 'alive'>;
  readonly waiting: Pick<WaitingReasons, 'reasons'>;
  readonly postHoc: Pick<PostHocAnalyst, 'reanalyse' | 'compare' | 'within'>;
  /** Measured once no race waits; this machine's profile will show it. Throws CONFLICT where this process measures nothing. */
  readonly measureLimits: (subject: LimitSubject, caller: Caller) => Promise<HardwareProfile>;
}

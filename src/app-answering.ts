/** The composition of what answers clients: everything between the schema and the rows. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ApiTokens } from './auth/api-tokens';
import { measuresNothing, type Measuring } from './app-measuring';
import type { Configuration } from './config';
import type { EngineCatalog } from './engines/engine-catalog';
import { reference } from './engines/reference/adapter';
import type { Bus } from './fleet/bus';
import type { HostPresence } from './fleet/host-presence';
import type { MeasuringHosts } from './fleet/measuring-hosts';
import type { EnergyCounters } from './hardware/energy-counters';
import type { HardwareRegistry } from './hardware/hardware-registry';
import { namedValues } from './racing/audit-trail';
import { GroupReader } from './racing/group-reader';
import { REPORTS, SWEEPS } from './racing/group-tables';
import { MeasuringPlaces } from './racing/measuring-place';
import { PostHocAnalyst } from './racing/post-hoc';
import type { RaceDesk } from './racing/race-desk';
import type { RaceEvents } from './racing/race-events';
import { RaceReader } from './racing/race-reader';
import type { RaceStore } from './racing/race-store';
import { RaceService } from './racing/race.service';
import { ReportEvents } from './racing/report-events';
import { ReportService } from './racing/report.service';
import { SweepService } from './racing/sweep.service';
import { WaitingReasons } from './racing/waiting';
import type { ApiServices } from './resolvers/services';

export interface AnsweringParts {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly database: DataSource;
  /** What clients read from. */
  readonly reading: DataSource;
  readonly store: RaceStore;
  readonly desk: RaceDesk;
  readonly events: RaceEvents;
  readonly bus: Bus;
  readonly catalog: EngineCatalog;
  readonly hosts: MeasuringHosts;
  readonly host: HostPresence;
  readonly hardware: HardwareRegistry;
  readonly energy: EnergyCounters;
  readonly tokens: ApiTokens;
  /** Null where this process measures nothing. */
  readonly measuring: Measuring | null;
}

export function createServices(parts: AnsweringParts): ApiServices {
  const { configuration, logger, database, reading, store, desk, events, catalog, hosts, host, energy } = parts;
  const { hardware, tokens, measuring, bus } = parts;
  const reader = new RaceReader(reading);
  const self = measuring ? () => host.current() : null;
  const races = new RaceService({
    ...{ database, store, desk, catalog, energy, logger, maximumQueuedRaces: configuration.maximumQueuedRaces },
    places: new MeasuringPlaces({ database, hosts, self }),
    referenceAdapter: reference,
  });
  return {
    ...{ races, catalog, reader, hosts, tokens, events },
    sweeps: new SweepService({ database, store, races }),
    sweepReader: new GroupReader(reading, SWEEPS),
    reports: new ReportService({ database, store, races, catalog }),
    reportReader: new GroupReader(reading, REPORTS),
    reportEvents: new ReportEvents(database, bus),
    waiting: new WaitingReasons({ database, hosts }),
    postHoc: new PostHocAnalyst(reading, reader),
    measureLimits: async (subject, caller) => {
      if (!measuring) throw measuresNothing();
      await measuring.limits.ask(subject);
      const profile = await hardware.current();
      await store.note({
        ...{ caller, action: 'MEASURE_LIMITS' as const, subject: profile.id },
        details: namedValues({ ...subject }),
      });
      measuring.queue.wakeForSpareWork();
      return profile;
    },
  };
}

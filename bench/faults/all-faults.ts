/** Every fault that has to be survived, in the order of the table. */
import { aloneServer, disk } from './alone-faults';
import { cancel, lostAnswer } from './client-faults';
import type { Fault } from './fault';
import { engine, server, standsStill, stopServer, stopWorker, worker } from './process-faults';
import { clock, link, postgres, postgresBackend, postgresDisk, redis, serverLink } from './service-faults';

export const CLUSTER_FAULTS: readonly Fault[] = [
  ...[server, worker, engine, postgres, postgresBackend, postgresDisk, redis],
  ...[link, serverLink, standsStill, clock, stopServer, stopWorker, cancel, lostAnswer],
];

export const ALONE_FAULTS = [aloneServer, disk];

export const TITLES = new Map([...CLUSTER_FAULTS, ...ALONE_FAULTS].map(({ name, title }) => [name, title]));

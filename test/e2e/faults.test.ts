/**
 * The campaign of `bench/faults` in short: one repetition of what no other test has happen to a cluster (a link that is cut:
 * cut-link.test.ts; the same key again: race-admission.test.ts).
 */
import { Alone } from '../../bench/faults/alone';
import { disk } from '../../bench/faults/alone-faults';
import { Cluster } from '../../bench/faults/cluster';
import { engine, server } from '../../bench/faults/process-faults';
import { repeat } from '../../bench/faults/repetition';
import { postgres, postgresDisk } from '../../bench/faults/service-faults';
import { smallRace } from '../../bench/faults/small-race';
import { findPostgres } from '../support/postgres';
import { hasRedis } from '../support/redis';
import { mayMount } from '../support/small-disk';

const OPTIONS = { seed: 1, race: smallRace(1), spanMilliseconds: 1500 };

const describeCluster = findPostgres() !== null && hasRedis() ? describe : describe.skip;

describeCluster('nothing is lost in a cluster in which', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ servers: 2, workers: 2, holdSeconds: 2, movableClocks: false, engines: [] });
  }, 120_000);
  afterAll(() => cluster.dispose());

  test.each([server, engine, postgres])(
    '$title',
    async (fault) => {
      expect(await repeat(cluster, fault, OPTIONS)).toMatchObject({ violations: [] });
    },
    150_000,
  );
});

const describeFullCluster = mayMount() ? describeCluster : describe.skip;

describeFullCluster('nothing is lost in a cluster in which', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    const small = { servers: 1, workers: 1, holdSeconds: 2, movableClocks: false, engines: [] };
    cluster = await Cluster.start({ ...small, smallDisk: true });
  }, 120_000);
  afterAll(() => cluster.dispose());

  test(`${postgresDisk.title}`, async () => {
    expect(await repeat(cluster, postgresDisk, OPTIONS)).toMatchObject({ violations: [] });
  }, 150_000);
});

const describeDisk = mayMount() ? describe : describe.skip;

describeDisk('nothing is lost where', () => {
  let alone: Alone;
  beforeAll(async () => (alone = await Alone.start({ ownDisk: true })), 60_000);
  afterAll(() => alone.dispose());

  test(`${disk.title}`, async () => {
    expect(await repeat(alone, disk, OPTIONS)).toMatchObject({ violations: [] });
  }, 150_000);
});

/** What Prometheus may scrape. Each server has a registry of its own; `docs/operating.md` has the table. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { BusyTime } from './busy-time';
import type { OperationEnd, Transport } from './operation';
import { RaceCounter, type RaceCounts } from './race-counts';

const OPERATION_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LAG_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Of the event loop, sampled a hundred times a second: the server would no longer stay out of the way of a block. */
const SAMPLED = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map(
  (name) => `nodejs_eventloop_lag_${name}_seconds`,
);
const NEVER_MILLISECONDS = 2 ** 31 - 1;

export class Metrics {
  readonly registry = new Registry();
  /** To be told of races. */
  readonly busyTime: BusyTime;
  private readonly operations: Histogram<'transport' | 'operation' | 'outcome'>;
  private readonly eventLag: Histogram;
  private readonly subscribers: Gauge;
  private readonly refusals: Counter<'transport'>;

  constructor(database: DataSource) {
    const registers = [this.registry];
    this.observeRaces(database);
    const busy: Counter<'device'> = new Counter({
      name: 'photofinish_device_busy_seconds_total',
      help: 'Time during which races were measured, by the device that they race on.',
      labelNames: ['device'],
      registers,
      collect: () => this.busyTime.count(),
    });
    this.busyTime = new BusyTime(busy);
    this.eventLag = new Histogram({
      name: 'photofinish_event_lag_seconds',
      help: 'From the moment an event of a race was stored to the moment a subscriber got it; without replayed ones.',
      buckets: LAG_SECONDS,
      registers,
    });
    this.subscribers = new Gauge({
      name: 'photofinish_event_subscribers',
      help: 'Subscriptions to events of races that are open.',
      registers,
    });
    this.operations = new Histogram({
      name: 'photofinish_graphql_operation_duration_seconds',
      help: 'Of GraphQL operations, until their answer is ready; of a subscription, until its stream is open.',
      labelNames: ['transport', 'operation', 'outcome'],
      buckets: OPERATION_SECONDS,
      registers,
    });
    this.refusals = new Counter({
      name: 'photofinish_cost_refusals_total',
      help: 'Requests and operations that were refused because their caller took too much while others waited.',
      labelNames: ['transport'],
      registers,
    });
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: NEVER_MILLISECONDS });
    for (const name of SAMPLED) this.registry.removeSingleMetric(name);
  }

  operationEnded({ transport, operation, outcome, seconds }: OperationEnd): void {
    this.operations.observe({ transport, operation, outcome }, seconds);
  }

  refusedForCost(transport: Transport): void {
    this.refusals.inc({ transport });
  }

  eventHandedOver(lagSeconds: number): void {
    this.eventLag.observe(lagSeconds);
  }

  /** Returns what to call when it leaves. */
  subscribed(): () => void {
    this.subscribers.inc();
    return () => this.subscribers.dec();
  }

  /** From the rows, at every scrape: they are the truth also after a restart. Where they cannot be read nothing is said of them. */
  private observeRaces(database: DataSource): void {
    const counter = new RaceCounter(database);
    const registers = [this.registry];
    const fromRows = <Label extends string>(
      about: { name: string; help: string; labelNames?: Label[] },
      show: (gauge: Gauge<Label>, counts: RaceCounts) => void,
    ) =>
      new Gauge<Label>({
        ...about,
        registers,
        async collect() {
          const counts = await counter.read();
          if (counts) show(this, counts);
          else forget(this);
        },
      });
    fromRows({ name: 'photofinish_queue_depth', help: 'Races that wait.' }, (gauge, { QUEUED }) => gauge.set(QUEUED));
    fromRows({ name: 'photofinish_races', help: 'Races by status.', labelNames: ['status'] }, (gauge, counts) => {
      for (const [status, races] of Object.entries(counts)) gauge.set({ status }, races);
    });
    new Gauge({
      name: 'photofinish_database_up',
      help: '1 where the database answered this scrape, else 0.',
      registers,
      async collect() {
        this.set((await counter.read()) ? 1 : 0);
      },
    });
  }
}

/** A gauge without labels would otherwise say 0. */
function forget<Label extends string>(gauge: Gauge<Label>): void {
  gauge.reset();
  gauge.remove({});
}

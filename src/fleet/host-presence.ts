/** This process as a host that measures: its row, made when its machine is known, and the word that it is still there. */
import type { Logger } from 'pino';
import type { MeasuringHost } from '../entities/measuring-host.entity';
import { SEEN_MILLISECONDS, type MeasuringHosts } from './measuring-hosts';

export interface HostPresenceOptions {
  readonly hosts: MeasuringHosts;
  readonly name: string;
  readonly labels: readonly string[];
  readonly hardwareProfileId: () => Promise<string>;
  /** Whether others have to know that it is still there: a word now and then. */
  readonly watched: boolean;
  readonly logger: Pick<Logger, 'warn'>;
}

export class HostPresence {
  private host: Promise<MeasuringHost> | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: HostPresenceOptions) {}

  /** The same row for as long as the process lives. Rejects while the database is away, and can be asked again. */
  current(): Promise<MeasuringHost> {
    this.host ??= this.register().catch((error: unknown) => {
      this.host = null;
      throw error;
    });
    return this.host;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    const host = await this.host?.catch(() => null);
    if (!host) return;
    await this.options.hosts.stopped(host.id).catch((error: unknown) => {
      this.options.logger.warn({ error }, 'that this host stops could not be told: it counts as gone in half a minute');
    });
  }

  private async register(): Promise<MeasuringHost> {
    const { hosts, name, labels, hardwareProfileId, watched, logger } = this.options;
    const host = await hosts.register({ name, labels: [...labels], hardwareProfileId: await hardwareProfileId() });
    if (watched) {
      this.timer = setInterval(() => {
        hosts.seen(host.id).catch((error: unknown) => {
          logger.warn({ error }, 'that this host is still there could not be told');
        });
      }, SEEN_MILLISECONDS / 3);
    }
    return host;
  }
}

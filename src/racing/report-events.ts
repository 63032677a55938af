/**
 * Follows a report: one event for each of its races that has ended. As which one a race ended is written down by whoever looks
 * first, so that the numbers stay what they are for everybody, on any server and after any restart.
 */
import { IsNull, Not, type DataSource } from 'typeorm';
import { ReportRace } from '../entities/report-race.entity';
import type { Bus } from '../fleet/bus';
import { hasEnded } from './race-status';

/** A race of the report has ended. */
export interface ReportEvent {
  readonly reportId: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly raceId: string | null;
  readonly name: string;
  /** It was the last. */
  readonly isLast: boolean;
}

/** News of a race come several times a second; a report's reader needs no more than this. */
const REST_MILLISECONDS = 250;
/** News of other processes can get lost. */
const LONGEST_WAIT_MILLISECONDS = 5000;

export class ReportEvents {
  constructor(
    private readonly database: DataSource,
    private readonly bus: Pick<Bus, 'subscribe'>,
  ) {}

  /** Those above `after`, stored ones first; ends after the last, where the report is gone, or with the signal. */
  async *follow(reportId: string, after: number, signal: AbortSignal): AsyncGenerator<ReportEvent, undefined> {
    let cursor = after;
    while (!signal.aborted) {
      const news = this.news(signal);
      try {
        const { events, isOver } = await this.look(reportId, cursor);
        for (const event of events) {
          yield event;
          cursor = event.sequence;
        }
        if (isOver) return;
        await news.any;
      } finally {
        news.close();
      }
    }
  }

  private async look(reportId: string, after: number): Promise<{ events: ReportEvent[]; isOver: boolean }> {
    await this.number(reportId);
    const races = await this.database.getRepository(ReportRace).find({ where: { reportId } });
    const ended = races.filter(({ endedAs }) => endedAs !== null);
    // One without a race was deleted, or never there: nothing will come of it.
    const isOver = races.every(({ raceId, endedAs }) => raceId === null || endedAs !== null);
    const events = ended
      .map(({ endedAs, raceId, name }) => ({ ...{ reportId, raceId, name }, sequence: endedAs ?? 0 }))
      .sort((one, other) => one.sequence - other.sequence)
      .map((event, index) => ({ ...event, isLast: isOver && index === ended.length - 1 }));
    return { events: events.filter(({ sequence }) => sequence > after), isOver };
  }

  /** Gives those that have ended their numbers. Two who do so at once: the unique pair of report and number lets one. */
  private async number(reportId: string): Promise<void> {
    const repository = this.database.getRepository(ReportRace);
    const open = await repository.find({ where: { reportId, endedAs: IsNull() }, relations: { race: true } });
    const ended = open
      .filter(({ race }) => race && hasEnded(race.status))
      .sort((one, other) => finishedAt(one) - finishedAt(other) || one.position - other.position);
    for (const { position } of ended) {
      const most = await this.highest(reportId);
      try {
        await repository.update({ reportId, position, endedAs: IsNull() }, { endedAs: most + 1 });
      } catch (error) {
        // Somebody else took this number meanwhile: the next look finds what is left.
        if ((await this.highest(reportId)) === most) throw error;
      }
    }
  }

  private async highest(reportId: string): Promise<number> {
    const numbered = this.database.getRepository(ReportRace);
    const [last] = await numbered.find({
      where: { reportId, endedAs: Not(IsNull()) },
      order: { endedAs: 'DESC' },
      take: 1,
    });
    return last?.endedAs ?? 0;
  }

  /** What is told of any race from now on: it is cheaper to look than to know which are the report's. */
  private news(signal: AbortSignal): { readonly any: Promise<void>; close(): void } {
    const listening = new AbortController();
    const any = new Promise<void>((resolve) => {
      const done = () => resolve();
      const longest = setTimeout(done, LONGEST_WAIT_MILLISECONDS);
      let rest: NodeJS.Timeout | null = null;
      const stop = this.bus.subscribe(() => (rest ??= setTimeout(done, REST_MILLISECONDS)));
      signal.addEventListener('abort', done, { signal: listening.signal });
      listening.signal.addEventListener('abort', () => {
        stop();
        clearTimeout(longest);
        if (rest) clearTimeout(rest);
        resolve();
      });
    });
    return { any, close: () => listening.abort() };
  }
}

const finishedAt = ({ race }: ReportRace) => race?.finishedAt ?? 0;

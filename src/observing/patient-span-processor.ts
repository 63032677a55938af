/** Spans wait while a race is measured: to send them is work of this machine, and would be in the time of a block. */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';

/** Of operations during one race; what comes beyond is let go, and said. */
const MOST_HELD = 4096;

export class PatientSpanProcessor implements SpanProcessor {
  private measuring = 0;
  private held: ReadableSpan[] = [];
  private lost = 0;

  constructor(
    private readonly next: SpanProcessor,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** What was there before is sent while the race is still being prepared. */
  measuringBegins(): void {
    this.measuring += 1;
    // What cannot be delivered is told by the exporter.
    this.next.forceFlush().catch(() => undefined);
  }

  measuringEnds(): void {
    this.measuring = Math.max(0, this.measuring - 1);
    if (this.measuring === 0) this.letGo();
  }

  onStart(): void {
    // A span is of interest when it has ended.
  }

  onEnd(span: ReadableSpan): void {
    if (this.measuring === 0) this.next.onEnd(span);
    else if (this.held.length < MOST_HELD) this.held.push(span);
    else this.lost += 1;
  }

  async forceFlush(): Promise<void> {
    await this.next.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.letGo();
    await this.next.shutdown();
  }

  private letGo(): void {
    for (const span of this.held.splice(0)) this.next.onEnd(span);
    if (this.lost > 0)
      this.logger.warn({ spans: this.lost }, 'spans of operations during a race were let go: too many');
    this.lost = 0;
  }
}

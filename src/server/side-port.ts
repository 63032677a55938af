/** What a process that serves no API still answers: whether it is well, and its metrics. */
import { createServer } from 'node:http';
import express from 'express';
import type { Registry } from 'prom-client';
import type { Health } from '../observing/health';
import { healthRouter } from './health-router';
import { listen } from './listen';
import { METRICS_PATH, metricsRouter } from './metrics-router';

export interface SidePortOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Pick<Health, 'lacks'>;
  /** Null: there are none to scrape. */
  readonly metrics: Registry | null;
}

/** Serving when the promise resolves. Throws `ListenError` where the port is taken. */
export async function startSidePort(options: SidePortOptions): Promise<{ stop(): Promise<void> }> {
  const { host, port, health, metrics } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRouter(health));
  if (metrics) app.use(METRICS_PATH, metricsRouter(metrics));
  app.use((_request, response) => void response.status(404).json({ message: 'There is nothing here.' }));
  const server = createServer(app);
  await listen(server, host, port);
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

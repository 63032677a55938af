/** In the text format of Prometheus. */
import { Router } from 'express';
import type { Registry } from 'prom-client';

export const METRICS_PATH = '/metrics';

export function metricsRouter(registry: Pick<Registry, 'metrics' | 'contentType'>): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const text = await registry.metrics();
    response.set({ 'content-type': registry.contentType, 'cache-control': 'no-store' }).send(text);
  });
  return router;
}

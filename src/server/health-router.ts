/** `/healthz`: the process lives. `/readyz`: it can also do its work; otherwise 503 and what is missing. */
import { Router } from 'express';
import type { Health } from '../observing/health';

export function healthRouter(health: Pick<Health, 'lacks'>): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const missing = await health.lacks();
    response.set('cache-control', 'no-store');
    if (missing.length === 0) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'not ready', missing });
  });
  return router;
}

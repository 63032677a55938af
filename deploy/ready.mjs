/** Health check of a container: ends with 0 where the process in it is ready, be it a server or a measuring host. */
const { PHOTOFINISH_WORKER_PORT, PORT } = process.env;
const port = PHOTOFINISH_WORKER_PORT || PORT || 4000;

try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}

/** Asks a server again and again, a fixed number of requests under way at once, and keeps how long each took. */
import { Agent, request } from 'node:http';

export interface Window {
  readonly requestsPerSecond: number;
  /** Of each request, in no order. */
  readonly milliseconds: readonly number[];
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function post(url: string, body: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(url, { method: 'POST', headers, ...(agent && { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Throws where an answer is not the expected one. */
export async function measureWindow(
  url: string,
  body: string,
  { seconds, clients, length }: { readonly seconds: number; readonly clients: number; readonly length: number },
): Promise<Window> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const milliseconds: number[] = [];
  const begun = performance.now();
  const until = begun + 1000 * seconds;
  const client = async () => {
    while (performance.now() < until) {
      const from = performance.now();
      const answer = await post(url, body, agent);
      if (answer.status !== 200 || answer.body.trim().length !== length) throw new Error(answer.body.slice(0, 300));
      milliseconds.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const taken = (performance.now() - begun) / 1000;
  agent.destroy();
  return { requestsPerSecond: milliseconds.length / taken, milliseconds };
}

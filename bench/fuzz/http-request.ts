/** A request over Node's own client, on connections that are kept. */
import { request } from 'node:http';
import { HUNG, ownHeaders, PATIENCE_MILLISECONDS, type Outcome, type Target } from './attack';

export interface HttpRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

export function send(
  target: Target,
  { method = 'POST', path = '/graphql', headers, body }: HttpRequest,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const asked = request({
      ...{ host: '127.0.0.1', port: target.port, agent: target.agent, method, path },
      headers: { 'content-type': 'application/json', ...ownHeaders(target), ...headers },
      timeout: PATIENCE_MILLISECONDS,
    });
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve({ status: 'cut off', text: Buffer.concat(chunks).toString() }));
      response.on('end', () =>
        resolve({ status: String(response.statusCode), text: Buffer.concat(chunks).toString() }),
      );
    });
    asked.on('timeout', () => {
      resolve({ status: HUNG, text: '' });
      asked.destroy();
    });
    // Refused before it was read whole: the server hung up while we still wrote.
    asked.on('error', () => resolve({ status: 'cut off', text: '' }));
    asked.on('close', () => resolve({ status: 'cut off', text: '' }));
    asked.end(body);
  });
}

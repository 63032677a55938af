import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { createApiClient } from '../../../src/cli/api/client';
import { CANCEL_RACE, GREETING } from '../../../src/cli/api/documents';
import { ApiError, CommandFailure } from '../../../src/cli/failure';
import { startApiServer, type ApiServer } from '../support/api-server';

describe('the client', () => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer({
      fields: {
        workloads: () => [{ id: 'mlp' }],
        cancelRace: () => {
          const extensions = { code: 'NOT_FOUND', field: 'id', advice: 'List the races.' };
          throw new GraphQLError('No race has this id.', { extensions });
        },
      },
    });
  });
  afterAll(() => server.close());

  it('answers with the data', async () => {
    expect(await createApiClient(server.address).request(GREETING)).toEqual({ workloads: [{ id: 'mlp' }] });
  });

  it('throws a refusal with its code, field and advice', async () => {
    const refusal = createApiClient(server.address).request(CANCEL_RACE, { id: 'x' });
    await expect(refusal).rejects.toEqual(new ApiError('No race has this id.', 'NOT_FOUND', 'id', 'List the races.'));
    await expect(refusal).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'id', advice: 'List the races.' });
  });

  it('says so when nobody answers', async () => {
    const answer = createApiClient('http://127.0.0.1:1/graphql').request(GREETING);
    await expect(answer).rejects.toThrow('No server answers at http://127.0.0.1:1/graphql.');
    await expect(answer).rejects.toBeInstanceOf(CommandFailure);
  });

  it('says so when another kind of server answers', async () => {
    const other = createServer((_request, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/graphql`;
      await expect(createApiClient(address).request(GREETING)).rejects.toThrow('is not a Photofinish server');
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });
});

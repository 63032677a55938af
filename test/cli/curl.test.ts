import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { curlForEngines, curlForRace } from '../../src/cli/curl';
import { startApiServer } from './support/api-server';
import { asStored, RACE, TORCH } from './support/race';

describe('the curl line', () => {
  it('works when pasted into a shell', async () => {
    let asked = '';
    const fields = {
      race: ({ id }: { id: string }) => {
        asked = id;
        return asStored(RACE);
      },
      engines: () => [{ id: 'pytorch', version: '2.13.0', available: true }],
    };
    const server = await startApiServer({ fields });
    const paste = async (line: string) =>
      JSON.parse((await promisify(execFile)('sh', ['-c', line])).stdout) as { data: unknown };
    try {
      expect(await paste(curlForRace(server.address, 'race_1'))).toMatchObject({
        data: {
          race: {
            status: 'FINISHED',
            verdict: RACE.verdict,
            standings: [{ tier: 1, run: { label: TORCH.label } }, {}],
          },
        },
      });
      expect(asked).toBe('race_1');
      expect(await paste(curlForEngines(server.address))).toEqual({ data: { engines: fields.engines() } });
    } finally {
      await server.close();
    }
  });

  it('stays one shell word whatever is in it', () => {
    expect(curlForRace('http://h/graphql', `a'b`)).toContain(`'\\''`);
  });
});

/** What is packed for a GPU machine without Node, run here on the CPU in small; the same programs, another device. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { describeWithEngines } from '../python/interpreters';

const ROOT = path.resolve(__dirname, '..', '..');

jest.setTimeout(240_000);

describeWithEngines('the GPU smoke', { pytorch, reference }, (launches) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-gpu-smoke-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('needs nothing but the folder that is packed and a Python with the frameworks', () => {
    const python = launches.pytorch.command;
    const version = execFileSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    }).trim();
    const packing = ['scripts/gpu-smoke/pack.mjs', '--folder', folder, '--python', version];
    const packed = spawnSync(process.execPath, packing, { cwd: ROOT, encoding: 'utf8' });
    expect({ stderr: packed.stderr, status: packed.status }).toMatchObject({ status: 0 });
    expect(existsSync(path.join(folder, 'app', 'node_modules', '@tensorflow'))).toBe(false);

    const output = path.join(folder, 'results');
    const chosen = ['--device', 'cpu', '--small', '--only', 'gemm', '--entrants', 'pytorch:eager,keras:torch'];
    const ran = spawnSync(path.join(folder, 'node'), ['smoke.mjs', '--output', output, '--budget', '10s', ...chosen], {
      cwd: folder,
      encoding: 'utf8',
      // The parent's environment would bring its own packages along.
      env: { PATH: process.env.PATH, PYTHON: python, PHOTOFINISH_PYTHON_REFERENCE: launches.reference.command },
    });
    expect({ stderr: ran.stderr, status: ran.status }).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(path.join(output, 'gemm-bfloat16.json'), 'utf8'))).toMatchObject({
      status: 'FINISHED',
      precision: 'BFLOAT16',
      runs: [
        { label: 'PyTorch (eager)', status: 'FINISHED', parity: { passed: true } },
        { label: 'Keras (torch)', status: 'FINISHED', parity: { passed: true } },
      ],
    });
    expect(readFileSync(path.join(output, 'summary.md'), 'utf8')).toMatch(
      /\| gemm-bfloat16 \| PyTorch \(eager\) \| FINISHED \| [\d.]+ ms \| [\d.]+ TFLOP\/s \| – \| \d\.\de-\d \|/,
    );
  });
});

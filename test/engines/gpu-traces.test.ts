import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gpuTraces } from '../../src/engines/gpu-traces';

describe('traces of GPUs', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-traces-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const put = (file: string, content = '') => {
    const whole = path.join(root, file);
    fs.mkdirSync(path.dirname(whole), { recursive: true });
    fs.writeFileSync(whole, content);
  };

  test('are none where there are no GPUs, and nobody speaks of them', () => {
    for (const file of ['dev/null', 'dev/nvidia-uvm', 'dev/sda1']) put(file);
    expect(gpuTraces({ PATH: '/bin' }, root)).toEqual([]);
    expect(gpuTraces({}, path.join(root, 'nothing'))).toEqual([]);
  });

  test('differ by each device, by the driver’s version, and by what may be touched', () => {
    const seen = new Set<string>();
    const look = (environment = {}) => seen.add(JSON.stringify(gpuTraces(environment, root)));
    look();
    for (const file of ['dev/nvidia0', 'dev/nvidia1', 'dev/kfd', 'dev/dxg', 'dev/dri/renderD128']) {
      put(file);
      look();
    }
    for (const version of ['550.54', '560.35']) {
      put('proc/driver/nvidia/version', version);
      look();
    }
    look({ CUDA_VISIBLE_DEVICES: '' });
    look({ CUDA_VISIBLE_DEVICES: '1' });
    look({ VK_ICD_FILENAMES: '/a.json' });
    look({ VK_DRIVER_FILES: '/a.json' });
    expect(seen.size).toBe(12);
  });
});

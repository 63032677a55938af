import { MachineWatch } from '../../src/racing/machine-watch';
import { fakeGpuTool } from '../support/gpu-tool';

describe('what a race remembers of its machine', () => {
  test('is the fastest clock so far, of processors and GPU apart; what is not known is not compared', () => {
    const watch = new MachineWatch(null);
    expect(watch.clockShare('cpu', 3e9)).toBe(1);
    expect(watch.clockShare('cpu', 1.5e9)).toBe(0.5);
    expect(watch.clockShare('cpu', null)).toBeNull();
    expect(watch.clockShare('cpu', 4e9)).toBe(1);
    expect(watch.clockShare('cpu', 3e9)).toBe(0.75);
    expect(watch.clockShare('gpu', 1e9)).toBe(1);
  });

  test('is whether the tool of the GPU’s driver answers: one that does not is asked once', async () => {
    const watch = new MachineWatch('/nonexistent/tool');
    expect(watch.seesGpu).toBe(true);
    expect(await watch.gpuState([])).toBeNull();
    expect(watch.seesGpu).toBe(false);

    const tool = fakeGpuTool({ gpus: ['GPU-a, 1980, 61, 0x0'], processes: 'true' });
    try {
      const answered = new MachineWatch(tool.command);
      expect(await answered.gpuState([])).toMatchObject({ smClockHertz: 1.98e9 });
      expect(answered.seesGpu).toBe(true);
    } finally {
      tool.remove();
    }
    expect(new MachineWatch(null).seesGpu).toBe(false);
  });
});

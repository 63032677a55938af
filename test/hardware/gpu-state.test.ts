import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { parseGpuProcesses, parseGpuRows, readGpuState } from '../../src/hardware/gpu-state';
import { fakeGpuTool, type GpuTool, type GpuToolAnswers } from '../support/gpu-tool';
import { filesOf } from './made-up-files';

const BUSY = 'GPU-a, 1980, 61, 0x0000000000000004';
const state = { smClockHertz: 1.98e9, temperatureCelsius: 61, clockReasons: ['SW_POWER_CAP'] };

describe('the state of a GPU (with a stand-in for the driver’s tool; not run on a GPU)', () => {
  const tools: GpuTool[] = [];
  afterAll(() => tools.forEach((tool) => tool.remove()));
  const ask = (own: number[], answers: GpuToolAnswers) => {
    const tool = fakeGpuTool(answers);
    tools.push(tool);
    return readGpuState(own, tool.command);
  };

  test('is its clock, its temperature, what holds it back, and how many others are on it', async () => {
    const processes = "printf 'GPU-a, 70001\\nGPU-a, 70002\\nGPU-a, 70003\\n'";
    expect(await ask([70002], { gpus: [BUSY], processes })).toEqual({ ...state, foreignProcesses: 2 });
    expect(await ask([70001, 70002, 70003], { gpus: [BUSY], processes })).toEqual({ ...state, foreignProcesses: 0 });
  });

  test('is told by drivers that know the reasons by their earlier name', async () => {
    const answers = { gpus: [BUSY], processes: "echo 'GPU-a, 70001'", early: true };
    expect(await ask([70001], answers)).toEqual({ ...state, foreignProcesses: 0 });
  });

  test('is that of the GPU on which the race is, of several; what is on others does not matter', async () => {
    const gpus = ['GPU-b, 300, 30, 0x1', BUSY];
    const processes = "printf 'GPU-b, 70009\\nGPU-a, 70001\\n'";
    expect(await ask([70001], { gpus, processes })).toEqual({ ...state, foreignProcesses: 0 });
    expect(await ask([1234567], { gpus, processes })).toBeNull();
  });

  test('does not count children of the race’s processes, which a real one shows', async () => {
    const children: ChildProcess[] = [];
    try {
      const parent = spawn('/bin/sh', ['-c', 'sleep 30 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(parent);
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const child = Number(line.toString());
      const processes = `printf 'GPU-a, ${child}\\nGPU-a, 70003\\n'`;
      expect(await ask([parent.pid ?? 0], { gpus: [BUSY], processes })).toEqual({ ...state, foreignProcesses: 1 });
      process.kill(child);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });

  test('does not say who else is on it where it cannot find itself, as in a container', async () => {
    for (const processes of ['true', "echo 'GPU-a, 70001'", "echo 'GPU-a, [Insufficient Permissions]'", 'exit 3']) {
      expect(await ask([1234567], { gpus: [BUSY], processes })).toEqual({ ...state, foreignProcesses: null });
    }
  });

  test('is null without the tool, and where it has no GPU', async () => {
    expect(await readGpuState([], '/nonexistent/tool')).toBeNull();
    expect(await ask([], { gpus: ['No devices were found'], processes: 'true' })).toBeNull();
  });

  test('has null for what the driver does not know, and every reason by its name or its bit', () => {
    const [row] = parseGpuRows('GPU-a, [N/A], [N/A], [N/A]\nnoise\nGPU-b, 1, 2\n');
    expect(row).toEqual({ uuid: 'GPU-a', smClockHertz: null, temperatureCelsius: null, clockReasons: null });
    const reasons = (bits: string) => parseGpuRows(`GPU-a, 1, 2, ${bits}`)[0]?.clockReasons;
    expect(reasons('0x0')).toEqual([]);
    expect(reasons('0x68')).toEqual(['HW_SLOWDOWN', 'SW_THERMAL_SLOWDOWN', 'HW_THERMAL_SLOWDOWN']);
    expect(reasons('0x8000000000000080')).toEqual(['HW_POWER_BRAKE_SLOWDOWN', '0x8000000000000000']);
    expect(parseGpuProcesses('GPU-a, 12\nno such line\n')).toEqual([{ uuid: 'GPU-a', pid: 12 }]);
  });

  test('follows parents only as far as they are told', async () => {
    const tool = fakeGpuTool({ gpus: [BUSY], processes: "printf 'GPU-a, 11\\nGPU-a, 12\\n'" });
    tools.push(tool);
    const read = filesOf({ '/proc/11/status': 'PPid:\t10\n', '/proc/10/status': 'PPid:\t9\n' });
    expect(await readGpuState([9], tool.command, read)).toEqual({ ...state, foreignProcesses: 1 });
  });
});

/** A stand-in for the program of NVIDIA's driver: a real executable that answers the same questions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface GpuToolAnswers {
  /** Lines of `--query-gpu`: uuid, clock in MHz, temperature, reasons. */
  readonly gpus: readonly string[];
  /**
   * Shell that prints the lines of `--query-compute-apps`: uuid, pid. May use `processes TEXT`: ids of the processes whose
   * command line has it.
   */
  readonly processes: string;
  /** As drivers before 535: knows the reasons by their earlier name only. */
  readonly early?: boolean;
}

export interface GpuTool {
  readonly command: string;
  remove(): void;
}

export function fakeGpuTool({ gpus, processes, early = false }: GpuToolAnswers): GpuTool {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-gpu-tool-'));
  const command = path.join(folder, 'nvidia-smi');
  const refusal = early ? '*clocks_event_reasons*) echo "Field is not valid" >&2; exit 2 ;;\n  ' : '';
  writeFileSync(
    command,
    `#!/bin/sh
processes() {
  for folder in /proc/[0-9]*; do
    if tr '\\0' ' ' 2>/dev/null < "$folder/cmdline" | grep -q "$1"; then echo "\${folder#/proc/}"; fi
  done
}
case "$1" in
  ${refusal}--query-gpu=*) printf '%s\\n' ${gpus.map((line) => `'${line}'`).join(' ')} ;;
  --query-compute-apps=*) ${processes} ;;
  *) exit 2 ;;
esac
`,
    { mode: 0o755 },
  );
  return { command, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

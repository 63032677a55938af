import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import type { CheckResult } from '../doctor/check';
import { examine } from '../doctor/doctor';
import { EXIT_CODES, type ExitCode } from '../failure';
import { renderCheck, renderCheckCount } from '../render/check';
import { print, printDocument, type Terminal } from '../terminal';

interface DoctorOptions {
  readonly json?: boolean;
}

/** `photofinish doctor`: what this machine has, lacks, and how well it measures. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('check this machine; ends with 1 where something will not work')
    .option('--json', 'print the checks as one JSON document')
    .action(async (options: DoctorOptions) => {
      process.exitCode = await doctor(loadConfiguration(), options, terminal);
    });
}

async function doctor(configuration: Configuration, options: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  const checks: CheckResult[] = [];
  for await (const check of examine(configuration)) {
    checks.push(check);
    if (!options.json) print(terminal, renderCheck(check, terminal.colors));
  }
  if (options.json) printDocument(terminal, checks);
  else print(terminal, `\n${renderCheckCount(checks)}`);
  return checks.some(({ status }) => status === 'fail') ? EXIT_CODES.FAILURE : EXIT_CODES.OK;
}

/** The command line: its table of contents. */
import './cli/supported-node';
import 'reflect-metadata';
import { Command } from 'commander';
import { addCompareReportsCommand } from './cli/commands/compare-reports.command';
import { addDoctorCommand } from './cli/commands/doctor.command';
import { addEnginesCommand } from './cli/commands/engines.command';
import { addLimitsCommand } from './cli/commands/limits.command';
import { addPersistedQueriesCommand } from './cli/commands/persisted-queries.command';
import { addQuickstartCommand } from './cli/commands/quickstart.command';
import { addExportCommand } from './cli/commands/export.command';
import { addRaceCommand } from './cli/commands/race.command';
import { addReplayCommand } from './cli/commands/replay.command';
import { addServeCommand } from './cli/commands/serve.command';
import { addWorkerCommand } from './cli/commands/worker.command';
import { addSetupCommand } from './cli/commands/setup.command';
import { addReportCommand } from './cli/commands/report.command';
import { addSweepCommand } from './cli/commands/sweep.command';
import { addTokenCommand } from './cli/commands/token.command';
import { readManifest } from './cli/package';
import { runProgram } from './cli/run-program';
import { processTerminal } from './cli/terminal';

const terminal = processTerminal();
const program = new Command('photofinish')
  .description('Which deep-learning framework is faster, here, for this? Races engines on the same work.')
  .version(readManifest().version)
  .exitOverride()
  .configureOutput({ outputError: () => undefined });

addQuickstartCommand(program, terminal);
addServeCommand(program, terminal);
addWorkerCommand(program, terminal);
addRaceCommand(program, terminal);
addSweepCommand(program, terminal);
addReportCommand(program, terminal);
addCompareReportsCommand(program, terminal);
addExportCommand(program, terminal);
addReplayCommand(program, terminal);
addEnginesCommand(program, terminal);
addLimitsCommand(program, terminal);
addDoctorCommand(program, terminal);
addTokenCommand(program, terminal);
addPersistedQueriesCommand(program, terminal);
addSetupCommand(program, terminal);

void runProgram(program, process.argv, terminal).then((exitCode) => process.exit(exitCode));

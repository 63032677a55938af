/** Every check, in the order in which a person would look. */
import type { Configuration } from '../../config';
import { packageRoot } from '../../engines/worker-path';
import { readManifest } from '../package';
import type { CheckResult } from './check';
import { checkEnergy, openWith } from './energy-checks';
import { checkClock, checkGovernor, checkLoad, checkProcessors, checkSteal } from './machine-checks';
import { checkEnvironments, checkNode, checkPython, checkSqliteAddon, checkTensorflowBinding } from './runtime-checks';
import { checkDatabase, checkFolders, checkLock, checkPort } from './storage-checks';

/** Yields each result as it is found. Never throws for what it finds. */
export async function* examine(configuration: Configuration): AsyncGenerator<CheckResult> {
  const root = packageRoot();
  yield checkNode(process.versions.node, readManifest().nodeRange);
  yield checkSqliteAddon();
  yield await checkPython();
  yield* checkEnvironments(configuration, root);
  yield checkTensorflowBinding(root);
  yield* checkFolders(configuration);
  yield await checkDatabase(configuration);
  yield await checkPort(configuration);
  yield checkLock(configuration);
  yield checkProcessors();
  yield checkGovernor();
  yield checkLoad();
  yield await checkSteal();
  yield checkClock();
  yield* await checkEnergy(openWith(configuration));
}

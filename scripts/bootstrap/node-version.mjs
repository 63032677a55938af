/** Refuses a Node that is too old with a sentence instead of a syntax error from the depths of a package. */
import { BootstrapFailure } from './failure.mjs';

/** The same as `engines.node` in package.json, which npm only warns about. */
export const OLDEST_NODE = [20, 19];

/** Throws `BootstrapFailure` where `version` (such as `20.19.1`) is older than we support. */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new BootstrapFailure(
    `Node ${OLDEST_NODE.join('.')} or newer is needed and this is ${version}: install a newer one from https://nodejs.org.`,
  );
}

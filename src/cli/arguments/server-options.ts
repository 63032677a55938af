/** Which server a command asks, and what it shows there. */
import type { Command } from 'commander';

export interface ServerOptions {
  readonly server?: string;
  readonly token?: string;
}

export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'the server to ask (default: the configured address, or one inside this command)')
    .option('--token <token>', 'who asks; better PHOTOFINISH_TOKEN, which no list of processes shows');
}

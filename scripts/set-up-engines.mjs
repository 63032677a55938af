/** What `npm test` needs beside Node's packages: every engine, the tools, a GPU in software. It does this by itself; `.ci/run` begins sooner. */
import { bootstrap, root } from './bootstrap.mjs';
import { orExplain } from './bootstrap/failure.mjs';
import { setUpEnvironments } from './lib/set-up-environments.mjs';
import { setUpSoftwareGpu } from './lib/set-up-software-gpu.mjs';

await orExplain(bootstrap);
await setUpEnvironments({ root, include: 'all' });
await setUpSoftwareGpu();

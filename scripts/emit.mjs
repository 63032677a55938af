/** `npm run emit`: writes everything that is generated anew: schema.graphql, the protocol's JSON Schema and Python types, pictures. */
import { bootstrap, root } from './bootstrap.mjs';
import { orExplain } from './bootstrap/failure.mjs';
import { runLoudly } from './lib/run-loudly.mjs';
import { setUpEnvironments } from './lib/set-up-environments.mjs';
import { toolsPython } from './lib/tools-python.mjs';

await orExplain(bootstrap);
await setUpEnvironments({ root, include: 'all', only: ['tools'] });

const emitters = [
  ['dist/scripts/emit-schema.js'],
  ['dist/scripts/emit-protocol.js', '--python', toolsPython(root)],
  ['dist/scripts/draw-pictures.js'],
];
for (const emitter of emitters) {
  if ((await runLoudly(root, process.execPath, emitter)) === null) process.exitCode = 1;
}

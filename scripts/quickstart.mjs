/** `npm run quickstart`: from a bare clone to a first race. Arguments go to `photofinish quickstart`. */
import { handOver } from './bootstrap.mjs';

await handOver(['quickstart', ...process.argv.slice(2)]);

/** `npm start`: serves. Arguments go to `photofinish serve`. */
import { handOver } from './bootstrap.mjs';

await handOver(['serve', ...process.argv.slice(2)]);

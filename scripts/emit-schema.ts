/** Writes `schema.graphql` from the code; with `--check` it fails where the file is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildApiSchema } from '../src/resolvers/build-schema';

const HEADER = '# Emitted from src/schema and src/resolvers by scripts/emit-schema.ts: change those.\n\n';

/** The text of `schema.graphql`. */
export function emittedSchema(): string {
  return `${HEADER}${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;
}

function main(file: string, check: boolean): void {
  const emitted = emittedSchema();
  if (!check) {
    writeFileSync(file, emitted);
    return;
  }
  if (readFileSync(file, 'utf8') !== emitted) {
    console.error(`${file} is stale: run npm run emit`);
    process.exitCode = 1;
  }
}

if (require.main === module) main('schema.graphql', process.argv.includes('--check'));

/** A step that failed: one sentence for the user, and what the failing program printed (may be empty). */
export class BootstrapFailure extends Error {
  constructor(sentence, output = '') {
    super(sentence);
    this.name = 'BootstrapFailure';
    this.output = output;
  }
}

/** Runs `main`; a `BootstrapFailure` becomes its sentence and exit code 1, anything else is a bug and keeps its trace. */
export async function orExplain(main) {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof BootstrapFailure)) throw error;
    if (error.output !== '') console.error(`${error.output}\n`);
    console.error(`photofinish: ${error.message}`);
    return process.exit(1);
  }
}

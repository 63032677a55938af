/** A step that failed: one sentence for the user, and the end of what the failing program printed (may be empty). */
export class BootstrapFailure extends Error {
  constructor(sentence, tail = '') {
    super(sentence);
    this.name = 'BootstrapFailure';
    this.tail = tail;
  }
}

/** Runs `main`; a `BootstrapFailure` becomes its sentence and exit code 1, anything else is a bug and keeps its trace. */
export async function orExplain(main) {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof BootstrapFailure)) throw error;
    if (error.tail !== '') console.error(`${error.tail}\n`);
    console.error(`photofinish: ${error.message}`);
    return process.exit(1);
  }
}

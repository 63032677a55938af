/** Queries that were parsed and found valid before: clients send few different ones, again and again. */
import type { DocumentNode } from 'graphql';

const MOST_DOCUMENTS = 200;
/** Of one, in characters: longer ones are parsed each time. */
const LONGEST = 10_000;

export class KnownDocuments {
  /** By text, or by what stands for it; the one that was asked for last at the end. */
  private readonly documents = new Map<string, DocumentNode>();

  find(text: string): DocumentNode | undefined {
    const known = this.documents.get(text);
    if (known) {
      this.documents.delete(text);
      this.documents.set(text, known);
    }
    return known;
  }

  /** It must have been validated. */
  keep(text: string, document: DocumentNode): void {
    if ((document.loc?.end ?? Infinity) > LONGEST) return;
    this.documents.set(text, document);
    const [oldest] = this.documents.keys();
    if (this.documents.size > MOST_DOCUMENTS && oldest !== undefined) this.documents.delete(oldest);
  }
}

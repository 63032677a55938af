/** Queries that were parsed and found valid before: clients send few different ones, again and again. */
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

const MOST_DOCUMENTS = 200;
/** Of one, in characters: longer ones are parsed each time. */
const LONGEST = 10_000;

export class KnownDocuments {
  /** By text, or by what stands for it. */
  private readonly documents = new LRUCache<string, DocumentNode>({ max: MOST_DOCUMENTS });

  find(text: string): DocumentNode | undefined {
    return this.documents.get(text);
  }

  /** It must have been validated. */
  keep(text: string, document: DocumentNode): void {
    if ((document.loc?.end ?? Infinity) <= LONGEST) this.documents.set(text, document);
  }
}

/** What identifies the contents of an environment: its pinned requirements. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Hexadecimal digits kept of a SHA-256: 64 bits tell apart more environments than a cache will ever hold. */
const DIGEST_DIGITS = 16;

/** Short SHA-256 over the parts, in order; a part can never run into the next. */
export function shortDigest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest('hex').slice(0, DIGEST_DIGITS);
}

/**
 * Digest of the pins in a requirements file; comments, blank lines and line ends do not count, so rewording a
 * comment does not make anyone download a framework again. Files hold pins only (no `-r other.txt`: what it
 * includes would escape the digest). Throws where the file cannot be read.
 */
export function requirementsDigest(file: string): string {
  return shortDigest(requirementLines(readFileSync(file, 'utf8')));
}

function requirementLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/**
 * Secrets of API tokens. 256 random bits cannot be guessed, so one SHA-256 is enough to store them by: salts and slow
 * hashes are for secrets that people choose. NIST SP 800-63B §5.1.2.2 demands them below 112 bits of entropy only.
 */
import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
/** By which people, and scanners of repositories, recognise one. */
const SECRET = /^pf_[0-9a-f]{64}$/;

export function newSecret(): string {
  return `pf_${randomBytes(SECRET_BYTES).toString('hex')}`;
}

/** Whether the text has the form of a secret; says nothing about whether it is one. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/** In hexadecimal digits. */
export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

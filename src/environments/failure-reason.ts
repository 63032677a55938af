/** Sentences for failures that are the system's: no space, no permission, a missing file. */

/** What an unexpected error means to the user: what happened and what to do. Never throws. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'ENOSPC':
    case 'SQLITE_FULL':
      return 'The disk is full: free some space.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return 'The cache directory cannot be written to: correct its permissions or set PHOTOFINISH_CACHE_DIR.';
    case 'ENOENT':
      return 'A file that set-up needs is missing: restore this checkout with git.';
    default:
      return `Set-up met something unexpected: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

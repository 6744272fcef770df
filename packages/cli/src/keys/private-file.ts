/** Files that hold secrets: read only where nobody else can read them, written so that nobody else ever could. */
import { linkSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refused } from '../refused.ts';

/** The text of a file of mode 0600 (or 0400). Refused where it is missing, unreadable, or open to others. `what` completes "… can not be read". */
export function readPrivateFile(folder: string, path: string, what: string): string {
  const full = resolve(folder, path);
  let mode: number;
  let text: string;
  try {
    mode = statSync(full).mode;
    text = readFileSync(full, 'utf8');
  } catch (error) {
    throw fileRefused('cli.key-file', `${what} can not be read: ${reasonOf(error)}.`, 'Check the path, and who may read the file.');
  }
  // Windows has no such modes; its folders of a user are closed to others by themselves.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw fileRefused(
      'cli.key-file-open',
      `${full} can be read by others (mode ${(mode & 0o777).toString(8).padStart(4, '0')}), so what is in it may be known to them.`,
      `If nobody else has used this machine: chmod 600 ${full}. Otherwise make a new key.`,
    );
  return text;
}

/** Writes a secret to a file that must not exist yet: mode 0600 from its first byte, whole or not at all. */
export function writeNewPrivateFile(folder: string, path: string, text: string): string {
  const full = resolve(folder, path);
  const beside = `${full}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    try {
      // link(2) fails where the name is taken, also by somebody who was faster: nothing is ever overwritten.
      linkSync(beside, full);
    } finally {
      unlinkSync(beside);
    }
  } catch (error) {
    if (isCode(error, 'EEXIST'))
      throw fileRefused('cli.file-exists', `${full} is there already; a key is never overwritten.`, 'Choose another name.');
    throw fileRefused('cli.file', `${full} can not be written: ${reasonOf(error)}.`, 'Check the folder, and who may write there.');
  }
  return full;
}

/** Writes a document whole or not at all, over what was there. `mode` for a new file. */
export function writeWholeFile(folder: string, path: string, content: string | Uint8Array, mode = 0o644): string {
  const full = resolve(folder, path);
  const beside = `${full}.${process.pid}.new`;
  try {
    writeFileSync(beside, content, { mode });
    renameSync(beside, full);
  } catch (error) {
    throw fileRefused('cli.file', `${full} can not be written: ${reasonOf(error)}.`, 'Check the folder, and who may write there.');
  }
  return full;
}

/** Why a file operation failed, in words, without the path that the caller names anyway. */
export function reasonOf(error: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'this user may not',
    EPERM: 'this user may not',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is no folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
  };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return (code === null ? undefined : reasons[code]) ?? (error instanceof Error ? error.message : String(error));
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function fileRefused(code: string, detail: string, remedy: string): Refused {
  return new Refused({ code, title: 'A file is not as it must be', detail, remedy });
}

/**
 * The store of secured packages: files that Fettle may install without asking anybody. Each has a note beside it that says what it is
 * and which hash the signed index gave when it was taken; a file without a note, or that no longer has that hash, is not in the store.
 */
import type { PackageFile } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import type { ManagerFolders } from '../types.ts';
import { isPackageReference } from './names.ts';

export type StoredPackage = Omit<PackageFile, 'from'> & { readonly path: string };
type Reference = Pick<PackageFile, 'name' | 'architecture' | 'version'>;

export function storeFolder(folders: ManagerFolders): string {
  return `${folders.store}/apt`;
}

/** As apt names files in its own cache: the epoch's colon becomes %3a, so that every name is unique and harmless. */
export function fileNameOf(one: Reference): string {
  return `${one.name}_${one.version.replaceAll(':', '%3a')}_${one.architecture}.deb`;
}

/** The package in the store, by its note; null: not there. The hash of the file itself is checked by `isIntact`. */
export async function findStored(machine: Machine, folders: ManagerFolders, wanted: Reference): Promise<StoredPackage | null> {
  if (!isPackageReference(wanted)) return null;
  const path = `${storeFolder(folders)}/${fileNameOf(wanted)}`;
  const note = parseNote(await machine.readFile(`${path}.json`, 65_536));
  if (note === null || note.name !== wanted.name || note.version !== wanted.version || note.architecture !== wanted.architecture)
    return null;
  return (await machine.exists(path)) ? { ...note, path } : null;
}

/** Reads the whole file: it is what its note and, if given, the approved hash say. */
export async function isIntact(machine: Machine, stored: StoredPackage, sha256 = stored.sha256): Promise<boolean> {
  return stored.sha256 === sha256 && (await machine.sha256(stored.path)) === sha256;
}

/** Takes a file that was verified just now. The note goes last: without it the file does not count. */
export async function addToStore(machine: Machine, folders: ManagerFolders, file: Omit<PackageFile, 'from'>, from: string): Promise<void> {
  const path = `${storeFolder(folders)}/${fileNameOf(file)}`;
  const { name, architecture, version, sha256, bytes } = file;
  await machine.move(from, path);
  await machine.writeFile(`${path}.json`, `${JSON.stringify({ name, architecture, version, sha256, bytes })}\n`);
}

export async function dropFromStore(machine: Machine, stored: StoredPackage): Promise<void> {
  await machine.remove(`${stored.path}.json`);
  await machine.remove(stored.path);
}

function parseNote(text: string | null): Omit<PackageFile, 'from'> | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { name, architecture, version, sha256, bytes } = value as Record<string, unknown>;
  if (typeof name !== 'string' || typeof architecture !== 'string' || typeof version !== 'string') return null;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256) || typeof bytes !== 'number') return null;
  return { name, architecture, version, sha256, bytes };
}

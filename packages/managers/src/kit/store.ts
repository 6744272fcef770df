/**
 * The store of secured packages: files that Fettle may install without asking anybody. Each has a note beside it that says what it is
 * and which hash the signed index gave when it was taken; a file without a note, or that no longer has that hash, is not in the store.
 */
import type { PackageFile } from '@fettle/core/deployment';
import type { ManagerId } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ManagerFolders } from '../types.ts';

export type StoredPackage = Omit<PackageFile, 'from'> & { readonly path: string };
export type PackageReference = Pick<PackageFile, 'name' | 'architecture' | 'version'>;

/** What a manager says of its files: their name in the store, and whether a reference is one that may become a path at all. */
export type StoreKind = {
  readonly id: ManagerId;
  readonly fileNameOf: (one: PackageReference) => string;
  readonly isReference: (one: PackageReference) => boolean;
};

export type PackageStore = {
  readonly storeFolder: (folders: ManagerFolders) => string;
  /** The package in the store, by its note; null: not there. The hash of the file itself is checked by `isIntact`. */
  readonly findStored: (machine: Machine, folders: ManagerFolders, wanted: PackageReference) => Promise<StoredPackage | null>;
  /** Takes a file that was verified just now. The note goes last: without it the file does not count. */
  readonly addToStore: (machine: Machine, folders: ManagerFolders, file: Omit<PackageFile, 'from'>, from: string) => Promise<void>;
};

/** The store of one manager: a folder of its own. */
export function packageStore({ id, fileNameOf, isReference }: StoreKind): PackageStore {
  const storeFolder = (folders: ManagerFolders): string => `${folders.store}/${id}`;
  const pathOf = (folders: ManagerFolders, one: PackageReference): string => `${storeFolder(folders)}/${fileNameOf(one)}`;
  return {
    storeFolder,
    async findStored(machine, folders, wanted) {
      if (!isReference(wanted)) return null;
      const path = pathOf(folders, wanted);
      const note = parseNote(await machine.readFile(`${path}.json`, 65_536));
      if (note === null || note.name !== wanted.name || note.version !== wanted.version || note.architecture !== wanted.architecture)
        return null;
      return (await machine.exists(path)) ? { ...note, path } : null;
    },
    async addToStore(machine, folders, file, from) {
      const path = pathOf(folders, file);
      const { name, architecture, version, sha256, bytes } = file;
      await machine.move(from, path);
      await machine.writeFile(`${path}.json`, `${JSON.stringify({ name, architecture, version, sha256, bytes })}\n`);
    },
  };
}

/** Reads the whole file: it is what its note and, if given, the approved hash say. */
export async function isIntact(machine: Machine, stored: StoredPackage, sha256 = stored.sha256): Promise<boolean> {
  return stored.sha256 === sha256 && (await machine.sha256(stored.path)) === sha256;
}

/** Takes a package out of the store: its note first, so that half a removal leaves nothing that counts. */
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

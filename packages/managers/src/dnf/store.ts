/** dnf's part of the store of secured packages. */
import { packageStore } from '../kit/index.ts';
import type { PackageReference } from '../kit/index.ts';
import { isPackageReference, nevra } from './names.ts';

export { dropFromStore, isIntact } from '../kit/index.ts';

/** With the epoch, which rpm's own file names leave out: every name is unique, and harmless. */
export function fileNameOf(one: PackageReference): string {
  return `${nevra(one).replaceAll(':', '%3a')}.rpm`;
}

export const { storeFolder, findStored, addToStore } = packageStore({ id: 'dnf', fileNameOf, isReference: isPackageReference });

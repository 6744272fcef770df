/** apt's part of the store of secured packages. */
import { packageStore } from '../kit/index.ts';
import type { PackageReference } from '../kit/index.ts';
import { isPackageReference } from './names.ts';

export { dropFromStore, isIntact } from '../kit/index.ts';

/** As apt names files in its own cache: the epoch's colon becomes %3a, so that every name is unique and harmless. */
export function fileNameOf(one: PackageReference): string {
  return `${one.name}_${one.version.replaceAll(':', '%3a')}_${one.architecture}.deb`;
}

export const { storeFolder, findStored, addToStore } = packageStore({ id: 'apt', fileNameOf, isReference: isPackageReference });

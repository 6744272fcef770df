export * from './types.ts';
export { isManagerId, managerIds, managerTable } from './managers.ts';
export { diffPackages, diffScan } from './diff.ts';
export type { ManagerDiff, PackageDiff, VersionChange } from './diff.ts';
export { byPackage, packageKey, softwareKey } from './keys.ts';
export type { PackageIdentity } from './keys.ts';
export { isPublicAddress } from './public-address.ts';

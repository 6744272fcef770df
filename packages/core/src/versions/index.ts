export { compareVersions, isVersion, schemeOf } from './compare-versions.ts';
export { versionSchemes } from './list.ts';
export type { VersionSchemeId } from './list.ts';
export type { OpaqueScheme, Order, VersionScheme } from './scheme.ts';

export { compareParsed, compareVersions, isVersion, parseVersion, schemeOf } from './compare-versions.ts';
export { versionSchemes } from './list.ts';
export type { VersionSchemeId } from './list.ts';
export type { OpaqueScheme, Order, ParsedVersion, VersionScheme } from './scheme.ts';

/** Every version scheme that Fettle knows: a new one is a folder and a line here. */
import { debScheme } from './deb/index.ts';
import { opaque } from './scheme.ts';
import type { OpaqueScheme } from './scheme.ts';

export const versionSchemes = { deb: opaque(debScheme) } as const satisfies Record<string, OpaqueScheme>;

export type VersionSchemeId = keyof typeof versionSchemes;

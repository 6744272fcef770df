/** Names as rpm and dnf take them, and the guard that no text from outside becomes an option, a pattern or a path. */
import type { Wanted } from '@fettle/core/deployment';

// rpm's own rule for names and versions (build/parsePreamble.c: alphanumerics and these), plus a leading epoch.
const nameForm = /^[a-z0-9_][a-z0-9._+~^-]{0,198}$/i;
const versionForm = /^(?:\d{1,10}:)?[a-z0-9._+~^]{1,120}-[a-z0-9._+~^]{1,120}$/i;
const architectureForm = /^[a-z0-9_]{1,38}$/;

/** Whether all three parts are what an rpm can have: `version` is `[epoch:]version-release`. Nothing else may reach a command line. */
export function isPackageReference(one: Pick<Wanted, 'name' | 'architecture' | 'version'>): boolean {
  return nameForm.test(one.name) && versionForm.test(one.version) && architectureForm.test(one.architecture);
}

/** `name-[epoch:]version-release.arch`: dnf's and rpm's word for exactly one package. */
export function nevra(one: Pick<Wanted, 'name' | 'architecture' | 'version'>): string {
  return `${one.name}-${one.version}.${one.architecture}`;
}

/** By code unit, so that equal means equal everywhere. */
export function byName(a: Pick<Wanted, 'name' | 'architecture'>, b: Pick<Wanted, 'name' | 'architecture'>): number {
  return order(a.name, b.name) || order(a.architecture, b.architecture);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

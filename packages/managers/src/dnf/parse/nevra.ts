/** Name, epoch, version, release and architecture out of one text (dnf(8), Specifying Packages; rpm's `%{NEVRA}`). */
import type { Evr, Rpm } from './types.ts';

/** What epoch stands where none is written: 0 in what dnf prints, not known (null) in what rpm prints without a format. */
export type SilentEpoch = 0 | null;

/** What rpm calls architectures (rpmrc, arch_canon); a text that ends in another word is not taken for a package. */
const architectures =
  /^(?:noarch|src|nosrc|x86_64(?:_v[234])?|amd64|ia32e|i[3-6]86|athlon|geode|aarch64|arm\w+|ppc\w*|s390x?|riscv\w+|ia64|loongarch64|sparc\w*|alpha\w*|mips\w*|m68k\w*|sh[34]\w*)$/;

/** True for a word that rpm uses for an architecture. */
export function isArchitecture(word: string): boolean {
  return architectures.test(word);
}

/** `[epoch:]version-release`; null: it is none. A version has no hyphen and no colon. */
export function parseEvr(text: string, silent: SilentEpoch = 0): Evr | null {
  const parts = /^(?:(\d{1,10}):)?([^\s:-]+)-([^\s:-]+)$/.exec(text);
  if (!parts) return null;
  return evrOf(parts[1] === undefined ? silent : Number(parts[1]), parts[2] ?? '', parts[3] ?? '');
}

/** Puts a version together from its parts. */
export function evrOf(epoch: number | null, version: string, release: string): Evr {
  return { version: epoch === null || epoch === 0 ? `${version}-${release}` : `${epoch}:${version}-${release}`, epoch };
}

/** An epoch as rpm prints it: digits, or `(none)`, which counts as 0 (rpm-version(7)). null: neither. */
export function parseEpoch(text: string): number | null {
  if (text === '(none)') return 0;
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** `name-[epoch:]version-release.architecture`, or `epoch:name-version-release.architecture` of older tools; null: neither. */
export function parseNevra(text: string, silent: SilentEpoch = 0): Rpm | null {
  const parts = /^(?:(\d{1,10}):)?([^\s:]+)-((?:\d{1,10}:)?[^\s:-]+-[^\s:-]+)\.([A-Za-z0-9_]+)$/.exec(text);
  if (!parts) return null;
  const [, before, name = '', rest = '', architecture = ''] = parts;
  const evr = parseEvr(before === undefined || rest.includes(':') ? rest : `${before}:${rest}`, silent);
  return evr === null || !isArchitecture(architecture) ? null : { name, architecture, ...evr };
}

/** `name.architecture`; null: it is none. */
export function parseNameArchitecture(text: string): Pick<Rpm, 'name' | 'architecture'> | null {
  const parts = /^(\S+)\.([A-Za-z0-9_]+)$/.exec(text);
  const architecture = parts?.[2] ?? '';
  return parts && isArchitecture(architecture) ? { name: parts[1] ?? '', architecture } : null;
}

/**
 * Kernels that are signed are built from a source package of their own, which holds what another one built; advisories speak of that other one.
 * Debian: `linux-signed-amd64 6.1.190+1` is `linux 6.1.190-1` (https://wiki.debian.org/SecureBoot). Ubuntu: `linux-signed-hwe-6.8` is `linux-hwe-6.8`, under the same version.
 */
const debianSigned = /^linux-signed-(?:amd64|arm64|i386)$/;
const ubuntuSigned = /^linux-signed(?=-|$)/;

export type SourcePackage = { readonly name: string; readonly version: string };

/** The source package that advisories of this family name for a source package that a device reports. */
export function unsignedSource(family: string, { name, version }: SourcePackage): SourcePackage {
  if (family === 'Debian' && debianSigned.test(name)) return { name: 'linux', version: version.replace('+', '-') };
  if (family === 'Ubuntu' && ubuntuSigned.test(name)) return { name: name.replace(ubuntuSigned, 'linux'), version };
  return { name, version };
}

/** The reverse, for whoever looks up devices by what an advisory names: the names under which its software may be reported. */
export function signedNames(name: string): readonly string[] {
  if (!/^linux(?:-|$)/.test(name)) return [];
  const debian = name === 'linux' ? ['amd64', 'arm64', 'i386'].map((architecture) => `linux-signed-${architecture}`) : [];
  return [...debian, name.replace(/^linux/, 'linux-signed')];
}

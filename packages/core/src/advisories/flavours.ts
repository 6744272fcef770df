/**
 * Oracle builds some packages a second time under the same name: for Ksplice (`2.17-157.ksplice1.el7_3.4`) and as validated cryptography
 * (`10:3.6.16-4.0.1.el8_fips`). Their releases and epochs are made to sort above the plain ones, so a fix of one flavour would seem to be
 * missing on every device that has another. https://linux.oracle.com/security/
 */
export type Flavour = 'ksplice' | 'fips' | 'plain';

/** The flavour of an rpm's build by its release. */
export function flavourOf(version: string): Flavour {
  if (/\.ksplice\d*\./.test(version)) return 'ksplice';
  return version.endsWith('_fips') ? 'fips' : 'plain';
}

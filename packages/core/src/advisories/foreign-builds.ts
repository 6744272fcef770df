/**
 * Versions of packages that somebody else than the distribution built under the same name: the distribution's advisories do not speak of them, and a comparison of
 * versions would lie. Raspberry Pi's kernel `1:6.6.31-1+rpt1` sorts above every kernel of Debian, so it would look mended for ever.
 */

/** By version scheme, as a regular expression that JavaScript and PostgreSQL read alike. */
export const foreignBuildMarks = {
  deb: [
    // Raspberry Pi OS and Raspbian: 5.55-3.1+rpt2, 1.2-3+rpi1 (https://github.com/RPi-Distro)
    '[+]rp[it][0-9]',
    // Kali: 1:7.94-2+kali1, 2026.1-0kali1 (https://www.kali.org/docs/policy/)
    'kali[0-9]',
    // Linux Mint: 120.0+linuxmint1+virginia, 6.0.4+virginia
    'mint[0-9]',
    '[+](?:tara|tessa|tina|tricia|ulyana|ulyssa|uma|una|vanessa|vera|victoria|virginia|wilma|xia|zara|zena|cindy|debbie|elsie|faye|gigi)(?:[^a-z]|$)',
    // Pop!_OS: 1.0.1pop0, and everything that System76 builds: 6.9.3-76060903.202405300957~1732141768~22.04~f2697e1
    '[0-9.]pop[0-9]',
    '~[0-9]{10}~[0-9]{2}[.][0-9]{2}~[0-9a-f]{7}',
    // elementary: 6.2.0+r1150+pkg60~ubuntu7.1.1
    '[+]pkg[0-9]+~|elementary[0-9]',
    // Zorin, KDE neon, Devuan, MX: 42.9-0zorin1, 4:5.27.10-0xneon+22.04+jammy, 1:252.17-1devuan1, 1.2-3~mx23+1
    'zorin[0-9]|neon[+][0-9]|devuan[0-9]|[0-9~]mx[0-9]{2}',
    // Proxmox, whose systems call themselves Debian: 3.1.7-pve3, 3.2.0-1+pmx9
    '[-+]p(?:ve|mx)[0-9]',
  ].join('|'),
  // Remi's repository; what CentOS and Scientific Linux changed of Red Hat's: 2.4.6-99.el7.centos.1, 1.2-3.sl7
  rpm: '[.](?:remi|centos|sl[0-9]+)(?:[._]|$)',
} as const;

const marks: ReadonlyMap<string, RegExp> = new Map(Object.entries(foreignBuildMarks).map(([scheme, text]) => [scheme, new RegExp(text)]));

/** Whether a version of this scheme carries the mark of somebody who builds packages of other distributions anew. */
export function isForeignBuild(scheme: string | null, version: string): boolean {
  return marks.get(scheme ?? '')?.test(version) ?? false;
}

/**
 * OSV's records write semantic versions short or loosely (`1`, `2.1`, `v1.0.0`, `2.0.0rc2`, `0.0.0.1`); semver 2.0.0 itself knows three
 * numbers and a hyphen. https://semver.org/#semantic-versioning-specification-semver
 */

const loose = /^[v=]*(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:\.\d+)*)(?:-?([0-9A-Za-z][0-9A-Za-z.-]*))?(\+[0-9A-Za-z.-]*)?$/;

/**
 * The full form of a loosely written semantic version; what has no such form is given back unchanged. A fourth number makes a version newer
 * than its first three and older than the next: as a pre-release of the next it keeps that place.
 */
export function fullSemver(text: string): string {
  const parts = loose.exec(text);
  if (parts === null) return text;
  const [, major = '0', minor = '0', patch = '0', more = '', pre = ''] = parts;
  const three = [major, minor, patch].map(withoutZeros);
  if (more !== '')
    return `${three[0]}.${three[1]}.${nextNumber(three[2] ?? '0')}-0.${more.slice(1).split('.').map(withoutZeros).join('.')}`;
  return `${three.join('.')}${pre === '' ? '' : `-${pre.split('.').map(identifier).join('.')}`}`;
}

function identifier(text: string): string {
  return /^\d+$/.test(text) ? withoutZeros(text) : text;
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function nextNumber(digits: string): string {
  return String(BigInt(digits) + 1n);
}

/** The text as its scheme reads it: semantic versions in their full form, all others as they are. */
export function semverOr(scheme: string, text: string): string {
  return scheme === 'semver' ? fullSemver(text) : text;
}

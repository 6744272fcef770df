/** What no version of any scheme can be, so that texts from devices and feeds stay small and printable. */

/** Characters (UTF-16 code units). Longer than any version in any archive. */
export const greatestLength = 1_024;

/**
 * True when a text can be a version of some scheme at all: 1 to 1,024 characters, no slash or backslash (it is no path),
 * no control character, no space. Each scheme narrows this further by its own definition.
 */
export function isVersionLike(text: string): boolean {
  return isPrintableText(text) && !text.includes(' ');
}

/** The same for the one scheme in which a space may stand inside a version (winget). */
export function isPrintableText(text: string): boolean {
  if (text.length === 0 || text.length > greatestLength) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code <= 0xa0)) return false;
    if (code === 0x2f || code === 0x5c || code === 0x2028 || code === 0x2029) return false;
  }
  return true;
}

/** True when every character is printable ASCII, the space excluded. */
export function isVisibleAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

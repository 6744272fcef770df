/** Text from elsewhere (names, messages of package managers) on its way to a terminal: it may show, never steer. */

/**
 * C0 and C1 controls, DEL, line and paragraph separators, what turns the direction of writing (Unicode TR 36, 2.10.1), and lone halves of
 * surrogates. Line breaks and tabs are handled by the callers.
 */
const steering =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** One line: line breaks and tabs become spaces, everything else that steers a terminal becomes `�`. */
export function clean(text: string): string {
  return text.replace(/\r\n?|\n|\t/g, ' ').replace(steering, '\ufffd');
}

/** The same, keeping its lines. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => clean(line))
    .join('\n');
}

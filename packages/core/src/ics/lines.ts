/** Content lines of iCalendar (RFC 5545, 3.1): folding by octets, and texts (3.3.11). */

const longestLine = 75;

/** A content line in as many lines as it needs: none longer than 75 octets, no character torn apart (3.1). Without its CRLF at the end. */
export function fold(line: string): string {
  const folded: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    // What follows the first begins with a space, which counts.
    if (octets + size > longestLine) {
      folded.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...folded, current].join('\r\n');
}

/** UTF-8. A half of a surrogate pair is written as the replacement character, which has three. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** Lines that were folded, put together again; both line ends are read, and a mark of the byte order is passed over. */
export function unfold(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
}

/** A value of type TEXT (3.3.11). Other control characters than line ends have no place in one and are left out. */
export function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n')
    .replace(/\p{Cc}/gu, '')
    .toWellFormed();
}

export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
}

export type ContentLine = { readonly name: string; readonly parameters: ReadonlyMap<string, string>; readonly value: string };

/** `NAME;PARAM=x;PARAM="y":value`; null: it is no content line. Names and parameters are upper case. */
export function readLine(line: string): ContentLine | null {
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s.exec(line);
  if (match === null) return null;
  const [, name = '', parameters = '', value = ''] = match;
  const read = [...parameters.matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)/g)].map(
    ([, key = '', said = '']) => [key.toUpperCase(), said.replaceAll('"', '')] as const,
  );
  return { name: name.toUpperCase(), parameters: new Map(read), value };
}

/** Headers of a tar of POSIX ustar, with a pax header where a name or a size does not fit (pax(1), Extended Header and ustar Interchange Format). */

const block = 512;
/** The greatest size that eleven octal digits say. */
const mostOctal = 0o77777777777;

/** What stands before a file's content. `modified` in seconds since 1970. Rights are those of any reader, and nobody owns it. */
export function tarHeader(name: string, bytes: number, modified: number): Buffer {
  const fits = Buffer.byteLength(name) <= 100;
  if (fits && bytes <= mostOctal) return ustar(name, bytes, modified, '0');
  const records = Buffer.from(`${fits ? '' : record('path', name)}${bytes <= mostOctal ? '' : record('size', String(bytes))}`);
  return Buffer.concat([
    ustar('pax', records.length, modified, 'x'),
    records,
    tarPadding(records.length),
    ustar(name.slice(0, 100), Math.min(bytes, mostOctal), modified, '0'),
  ]);
}

/** Zeros up to the next whole block. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((block - (bytes % block)) % block);
}

/** The two empty blocks at the end. */
export const tarEnd = Buffer.alloc(2 * block);

/** `LENGTH key=value\n`, where LENGTH counts its own digits too. */
function record(key: string, value: string): string {
  const body = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(body);
  let length = size + 1;
  while (String(length).length + size !== length) length = String(length).length + size;
  return `${length}${body}`;
}

function ustar(name: string, bytes: number, modified: number, type: '0' | 'x'): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, digits: number): void => {
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  };
  header.write(name, 0, 100, 'utf8');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(bytes, 124, 11);
  octal(Math.min(Math.max(0, Math.floor(modified)), mostOctal), 136, 11);
  header.write('        ', 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\0' + '00', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

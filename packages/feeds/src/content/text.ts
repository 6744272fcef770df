/** A feed's file as text: whole, by lines, or as one JSON value. */
import { UnreadableFile } from '../types.ts';
import { plainBytes } from './plain.ts';

/** No feed's text comes near it; a file that does is no such file, or would take the memory of everything else. */
const greatestText = 256 * 1024 * 1024;

/** No line of a table comes near it. */
const greatestLine = 1024 * 1024;

/** The whole text, unpacked. Throws `UnreadableFile` where it is over `limit` bytes or not UTF-8. */
export async function wholeText(bytes: AsyncIterable<Uint8Array>, limit: number = greatestText): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of plainBytes(bytes)) {
    size += chunk.length;
    if (size > limit) throw new UnreadableFile(`The file has more than ${limit} bytes.`);
    parts.push(chunk);
  }
  return decode(Buffer.concat(parts));
}

/** UTF-8 to text. Throws `UnreadableFile` where it is none. */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile('The file is not UTF-8 text.', { cause: error });
  }
}

/** The file as one JSON value (RFC 8259). Throws `UnreadableFile` where it is none. */
export async function wholeJson(bytes: AsyncIterable<Uint8Array>, limit: number = greatestText): Promise<unknown> {
  return parseJson(await wholeText(bytes, limit));
}

/** JSON to a value. Throws `UnreadableFile` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableFile(`This is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}`, { cause: error });
  }
}

/**
 * The lines without their ends, unpacked, one after the other with little memory. `ended` is false for a last line that has no
 * line end: whoever knows that the format ends with one takes that for a file cut short.
 */
export async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly text: string; readonly ended: boolean }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of plainBytes(bytes)) {
    const parts = (rest + decodePart(decoder, chunk)).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > greatestLine) throw new UnreadableFile(`A line has more than ${greatestLine} characters.`);
    for (const part of parts) yield { text: withoutReturn(part), ended: true };
  }
  rest += decodePart(decoder, null);
  if (rest !== '') yield { text: withoutReturn(rest), ended: false };
}

function decodePart(decoder: TextDecoder, chunk: Uint8Array | null): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new UnreadableFile('The file is not UTF-8 text.', { cause: error });
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

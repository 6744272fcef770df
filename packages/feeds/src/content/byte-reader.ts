/** Takes exact numbers of bytes from a stream. */

export type ByteReader = {
  /** So many bytes; null: the stream ends before. */
  take(size: number): Promise<Buffer | null>;
  /** Passes over so many bytes without keeping them; false: the stream ends before. */
  skip(size: number): Promise<boolean>;
  /** Ends the stream below, whether it was read to its end or not. */
  close(): Promise<void>;
};

/** Reads the stream once, front to back. */
export function byteReader(bytes: AsyncIterable<Uint8Array>): ByteReader {
  const source = bytes[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();

  async function more(): Promise<boolean> {
    const next = await source.next();
    if (next.done === true) return false;
    rest = next.value;
    return true;
  }

  return {
    async take(size) {
      const parts: Uint8Array[] = [];
      let missing = size;
      while (missing > 0) {
        if (rest.length === 0 && !(await more())) return null;
        const part = rest.subarray(0, missing);
        parts.push(part);
        missing -= part.length;
        rest = rest.subarray(part.length);
      }
      return Buffer.concat(parts);
    },
    async skip(size) {
      let missing = size;
      while (missing > 0) {
        if (rest.length === 0 && !(await more())) return false;
        const passed = Math.min(missing, rest.length);
        missing -= passed;
        rest = rest.subarray(passed);
      }
      return true;
    },
    async close() {
      await source.return?.();
    },
  };
}

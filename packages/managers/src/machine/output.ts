/** Collects what a program prints, within a bound, and hands out whole lines on the way. */

const tailShare = 0.25;
const mark = '\n[… output cut here …]\n';

export type OutputCollector = {
  take(chunk: Buffer): void;
  end(): { readonly text: string; readonly truncated: boolean };
};

/**
 * Keeps the first three quarters of `maxBytes` and the last quarter. Undecodable bytes become U+FFFD: foreign output never throws.
 * Lines longer than 16,384 characters are handed to `onLine` in pieces.
 */
export function collectOutput(maxBytes: number, onLine?: (line: string) => void): OutputCollector {
  const headLimit = Math.floor(maxBytes * (1 - tailShare));
  const tailLimit = maxBytes - headLimit;
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let dropped = false;
  const lines = splitLines(onLine);

  function keepTail(chunk: Buffer): void {
    tail.push(chunk);
    tailBytes += chunk.length;
    while (tailBytes > tailLimit) {
      const first = tail[0];
      if (first === undefined) return;
      const over = tailBytes - tailLimit;
      dropped = true;
      if (first.length <= over) {
        tail.shift();
        tailBytes -= first.length;
      } else {
        tail[0] = first.subarray(over);
        tailBytes -= over;
      }
    }
  }

  return {
    take(chunk) {
      lines.take(chunk);
      const room = Math.max(0, headLimit - headBytes);
      if (room > 0) {
        const part = chunk.subarray(0, room);
        head.push(part);
        headBytes += part.length;
      }
      if (chunk.length > room) keepTail(chunk.subarray(room));
    },
    end() {
      lines.end();
      const last = Buffer.concat(tail).toString('utf8');
      const first = Buffer.concat(head).toString('utf8');
      return { text: dropped ? first + mark + last : Buffer.concat([...head, ...tail]).toString('utf8'), truncated: dropped };
    },
  };
}

function splitLines(onLine?: (line: string) => void): { take(chunk: Buffer): void; end(): void } {
  if (onLine === undefined) return { take: () => undefined, end: () => undefined };
  const decoder = new TextDecoder();
  let rest = '';
  function hand(text: string): void {
    // A carriage return is how progress bars overwrite themselves: only the last state of a line counts.
    const shown = text.slice(text.lastIndexOf('\r', text.length - 2) + 1).trimEnd();
    if (shown !== '') onLine?.(shown);
  }
  return {
    take(chunk) {
      rest += decoder.decode(chunk, { stream: true });
      const parts = rest.split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) hand(part);
      if (rest.length > 16_384) {
        hand(rest);
        rest = '';
      }
    },
    end() {
      hand(rest);
      rest = '';
    },
  };
}

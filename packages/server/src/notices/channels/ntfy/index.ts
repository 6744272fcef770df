/** Notices as push messages of ntfy, to a topic. See readme.md. */
import type { Posting, PostingChannel } from '../../posting/types.ts';
import { cut, cutBytes } from '../../posting/cut.ts';

/** What is longer ntfy would make a file of. */
const mostBodyBytes = 4096;

/** 1 to 5 (5: it rings until it is seen), and a short code of an emoji. */
const loudness: Readonly<Record<Posting['kind'], { readonly priority: 2 | 3 | 4; readonly tag: string }>> = {
  planned: { priority: 3, tag: 'calendar' },
  reminder: { priority: 3, tag: 'calendar' },
  rescheduled: { priority: 3, tag: 'calendar' },
  started: { priority: 3, tag: 'hourglass_flowing_sand' },
  finished: { priority: 2, tag: 'white_check_mark' },
  failed: { priority: 4, tag: 'warning' },
  cancelled: { priority: 2, tag: 'no_entry_sign' },
  test: { priority: 2, tag: 'test_tube' },
};

export const ntfy: PostingChannel = {
  id: 'ntfy',
  shape({ id, kind, title, text, link }, { token }) {
    const { priority, tag } = loudness[kind];
    return {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'idempotency-key': id,
        title: encodedWords(cut(title, 200)),
        priority: String(priority),
        tags: tag,
        ...(link === null ? {} : { click: link }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: cutBytes(text, mostBodyBytes),
    };
  },
};

/** A header that is not plain ASCII, as RFC 2047 has it: words of at most 75 characters, none of which cuts a character. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > 45) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}

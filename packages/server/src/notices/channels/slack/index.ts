/** Notices in a Slack channel, by an incoming webhook. See readme.md. */
import type { PostingChannel } from '../../posting/types.ts';
import { cut } from '../../posting/cut.ts';

/** Limits of Block Kit: a header has 150 characters, the text of a section 3,000. */
const [longestHeader, longestSection, mostSections] = [150, 3000, 10] as const;

export const slack: PostingChannel = {
  id: 'slack',
  shape({ id, title, text, link }) {
    const sections = text
      .split('\n\n')
      .filter((paragraph) => paragraph.trim() !== '')
      .slice(0, mostSections);
    // Plain text: what a device or a package calls itself neither formats nor notifies anybody (<!channel>).
    const plain = (words: string, most: number) => ({ type: 'plain_text', text: cut(words, most), emoji: false });
    const blocks = [
      { type: 'header', text: plain(title, longestHeader) },
      ...sections.map((paragraph) => ({ type: 'section', text: plain(paragraph, longestSection) })),
      ...(link === null ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${escaped(link)}|Open in Fettle>` }] }]),
    ];
    return {
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ text: escaped(title), blocks, unfurl_links: false }),
    };
  },
};

/** The three characters that mean something in Slack's text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

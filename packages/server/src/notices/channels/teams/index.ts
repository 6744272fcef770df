/** Notices in a channel or chat of Microsoft Teams, by a webhook of Workflows. See readme.md. */
import type { PostingChannel } from '../../posting/types.ts';
import { cut, cutBytes } from '../../posting/cut.ts';

/** Teams takes messages of up to 28 KB; JSON may make two bytes of one. */
const mostTextBytes = 12_000;

export const teams: PostingChannel = {
  id: 'teams',
  shape({ id, title, text, link }) {
    const paragraphs = cutBytes(text, mostTextBytes)
      .split('\n\n')
      .filter((paragraph) => paragraph.trim() !== '');
    // A TextBlock reads Markdown, a TextRun does not: what a device or a package calls itself can not become a link.
    const run = (words: string, more: object = {}) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: words, ...more }] });
    const card = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [run(cut(title, 200), { weight: 'Bolder', size: 'Medium' }), ...paragraphs.map((paragraph) => run(paragraph))],
      ...(link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open in Fettle', url: link }] }),
    };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }];
    return {
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ type: 'message', attachments }),
    };
  },
};

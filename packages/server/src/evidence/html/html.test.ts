import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderHtml } from './render.ts';
import { html } from './html.ts';
import type { Document } from '../document/types.ts';

test('what is put into a template is text, whatever it looks like', () => {
  expect(html`<b title="${'"><script>'}">${'<i>&'}</b>`.html).toBe('<b title="&#34;&#62;&#60;script&#62;">&#60;i&#62;&#38;</b>');
  expect(html`${[html`<i>1</i>`, html`<i>2</i>`]}${3}`.html).toBe('<i>1</i><i>2</i>3');
});

const documentWith = (text: string): Document => ({
  language: 'en',
  kind: 'k',
  title: text,
  lead: [{ text, as: 'quoted' }],
  author: text,
  foot: text,
  asOf: '2026-03-02T09:00:00Z',
  blocks: [
    { kind: 'facts', rows: [{ label: 'l', value: [{ text, as: 'code' }] }] },
    { kind: 'table', caption: text, columns: [{ title: 't', width: 1 }], rows: [[[{ text, as: 'status', tone: 'good' }]]] },
    { kind: 'list', items: [[{ text, as: 'strong' }]] },
    { kind: 'log', caption: 'c', lines: [text] },
  ],
});
const tagsOf = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/aria-label="[^"]*"/, '')) ?? [];

test('no text makes a tag or a control character, whatever it is', () => {
  const usual = tagsOf(renderHtml(documentWith('x')));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '"', "'", '&', '`', '\u0000', '\u001b', '\u202e', '\ud800', 'é', '</pre>', '<!--', ']]>', 'a'), {
        maxLength: 12,
      }),
      (parts) => {
        const page = renderHtml(documentWith(`x${parts.join('')}`));
        expect(tagsOf(page)).toEqual(usual);
        expect(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/.test(page)).toBe(false);
      },
    ),
  );
});

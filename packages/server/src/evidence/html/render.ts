/** A document as one HTML file: no script, nothing from elsewhere, printable. */
import type { Tone } from '@fettle/core/deployment';
import { visible } from '../document/visible.ts';
import type { Block, Document, Figure, Span, Text } from '../document/types.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { style } from './style.ts';

export function renderHtml(document: Document): string {
  const { language, title, kind, lead, foot, blocks } = document;
  const chapters = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block] : []));
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${visible(`${title} – ${kind}`)}</title>
<style>${{ html: style }}</style>
</head>
<body>
<header>
<p class="kind">${kind}</p>
<h1><bdi>${visible(title)}</bdi></h1>
<p class="lead">${text(lead)}</p>
</header>
<nav aria-label="Contents"><ol>${chapters.map((one) => html`<li><a href="#${one.id}">${text(one.text)}</a></li>`)}</ol></nav>
<main>
${blocks.map((block) => html`${render(block)}\n`)}</main>
<footer>${visible(foot)}</footer>
</body>
</html>
`;
  return page.html;
}

function render(block: Block): Html {
  switch (block.kind) {
    case 'heading':
      return block.level === 2 ? html`<h2 id="${block.id}">${text(block.text)}</h2>` : html`<h3 id="${block.id}">${text(block.text)}</h3>`;
    case 'paragraph':
      return block.soft === true ? html`<p class="soft">${text(block.text)}</p>` : html`<p>${text(block.text)}</p>`;
    case 'facts':
      return html`<dl${block.compact === true ? html` class="compact"` : ''}>${block.rows.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${text(value)}</dd></div>`)}</dl>`;
    case 'figures':
      return html`<ul class="figures">${block.items.map(figure)}</ul>`;
    case 'table':
      return table(block);
    case 'list':
      return html`<ul class="list">${block.items.map((item) => html`<li>${text(item)}</li>`)}</ul>`;
    case 'log':
      return html`<figure><figcaption>${block.caption}</figcaption><pre tabindex="0"><bdi>${visible(block.lines.join('\n'))}</bdi></pre></figure>`;
  }
}

function figure({ count, of, label, tone }: Figure): Html {
  return html`<li><b>${count}${of === null ? '' : html` <span>of ${of}</span>`}</b><span class="label status ${tone}">${shape(tone)}${label}</span></li>`;
}

function table({ caption, columns, rows }: Extract<Block, { kind: 'table' }>): Html {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  // What is as narrow as its content gets about a sixth each.
  const narrow = 100 - 16 * columns.filter(({ width }) => width === 0).length;
  const align = (index: number) => (columns[index]?.align === 'end' ? html` class="end"` : '');
  return html`<figure tabindex="0" role="group" aria-label="${visible(caption)}"><table>
<caption><bdi>${visible(caption)}</bdi></caption>
<colgroup>${columns.map(({ width }) => (width === 0 ? html`<col>` : html`<col style="width:${Math.round((width / total) * narrow * 10) / 10}%">`))}</colgroup>
<thead><tr>${columns.map(({ title }, index) => html`<th scope="col"${align(index)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td${align(index)}>${text(cell)}</td>`)}</tr>\n`)}</tbody>
</table></figure>`;
}

function text(spans: Text): Html {
  return html`${spans.map(span)}`;
}

function span({ text: words, as, tone = 'neutral' }: Span): Html {
  const shown = visible(words);
  switch (as) {
    case 'plain':
      return html`${shown}`;
    case 'quoted':
      return html`<bdi>${shown}</bdi>`;
    case 'sentence':
      return html`<bdi dir="ltr">${shown}</bdi>`;
    case 'time':
      return html`<span class="time">${shown}</span>`;
    case 'code':
      return html`<bdi class="code">${shown}</bdi>`;
    case 'strong':
      return html`<strong><bdi>${shown}</bdi></strong>`;
    case 'muted':
      return html`<span class="muted">${shown}</span>`;
    case 'status':
      return shown === ''
        ? html`<span class="status ${tone}">${shape(tone)}</span>`
        : html`<span class="status ${tone}">${shape(tone)}${shown}</span>`;
  }
}

const shapes: Readonly<Record<Tone, string>> = {
  good: '<circle cx="6" cy="6" r="5.6" fill="currentColor"/><path d="M3.5 6.2 5.3 8 8.6 4.4" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>',
  attention:
    '<path d="M6 .9 11.6 11H.4Z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M6 4.4v3" stroke="#fff" stroke-width="1.4" stroke-linecap="round"/><circle cx="6" cy="9.3" r=".8" fill="#fff"/>',
  failing:
    '<rect x=".6" y=".6" width="10.8" height="10.8" rx="1.6" fill="currentColor"/><path d="m4 4 4 4M8 4 4 8" stroke="#fff" stroke-width="1.5" stroke-linecap="round"/>',
  running:
    '<circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" stroke-width="1.6" opacity=".4"/><path d="M6 1.3A4.7 4.7 0 0 1 10.7 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  unknown:
    '<rect x="1" y="1" width="10" height="10" rx="1.6" fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray="2 1.4"/><path d="M2 7 7 2M3.4 10 10 3.4M7.4 10.4l3-3" stroke="currentColor" stroke-width=".9"/>',
  neutral: '<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.4"/>',
};

/** Decoration beside a word, which a screen reader reads. */
function shape(tone: Tone): Html {
  return { html: `<svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">${shapes[tone]}</svg>` };
}

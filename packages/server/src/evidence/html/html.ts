/** HTML that escapes by itself: whatever is put into the template is text, unless it was made by the template. */
export type Html = { readonly html: string };

type Part = string | number | Html | readonly Html[];

export function html(words: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: words.reduce((made, word, index) => made + word + (index < parts.length ? put(parts[index] ?? '') : ''), '') };
}

function put(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

/** For content and for attributes in double quotes. Control characters have no place in HTML and are shown by their number. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

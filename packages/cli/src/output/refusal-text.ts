/** A refusal on the terminal: what happened, why, what to do, and the code that scripts and support go by. */
import { clean } from './clean.ts';
import type { Paint } from './paint.ts';
import type { RefusedParts } from '../refused.ts';

const mostFields = 20;

export function refusalText(parts: RefusedParts, paint: Paint): string {
  const fields = parts.errors ?? [];
  const more = fields.length - mostFields;
  return [
    `${paint(`${clean(parts.title)}.`, 'failing')} ${paint(`[${clean(parts.code)}]`, 'muted')}`,
    clean(parts.detail),
    ...fields.slice(0, mostFields).map(({ path, message }) => `  ${clean(path)}: ${clean(message)}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    clean(parts.remedy),
    ...(parts.requestId === undefined || parts.requestId === '' ? [] : [paint(`Request ${clean(parts.requestId)}`, 'muted')]),
    '',
  ].join('\n');
}

/** With `--json`: one object on standard error, in the members of problem+json. */
export function refusalJson(parts: RefusedParts): string {
  const { code, title, detail, remedy, status = null, requestId = null, errors = [] } = parts;
  return `${JSON.stringify({ code, title, detail, remedy, status, requestId, errors })}\n`;
}

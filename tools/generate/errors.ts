import { errors } from '@fettle/protocol/errors';
import type { Generator } from './generator.ts';
import { code, page, table } from './markdown.ts';

/** docs/reference/errors.md: every refusal of the API. */
export const errorsPage: Generator = {
  path: 'docs/reference/errors.md',
  make: async () =>
    page(
      'Refusals',
      'packages/protocol/src/errors.ts',
      'Every refusal is `application/problem+json` (RFC 9457) with one of these codes. The code is the contract; `detail` is a sentence with the particulars.',
      table(
        ['code', 'status', 'what happened', 'what to do'],
        Object.entries(errors).map(([name, { status, title, remedy }]) => [code(name), String(status), title, remedy]),
      ),
    ),
};

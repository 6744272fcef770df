import { readFile } from 'node:fs/promises';
import { openapi } from '@fettle/protocol/openapi';
import { routes } from '@fettle/protocol/routes';
import { inCheckout } from '../setup/checkout.mjs';
import type { Generator } from './generator.ts';

/** docs/reference/openapi.json: what the server answers at /api/v1/openapi.json. */
export const openapiFile: Generator = {
  path: 'docs/reference/openapi.json',
  make: async () => {
    // Our own manifest; npm refuses it without a version.
    const { version } = JSON.parse(await readFile(inCheckout('package.json'), 'utf8')) as { version: string };
    return `${JSON.stringify(openapi(routes, version), null, 2)}\n`;
  },
};

/**
 * Where things are in this checkout. Every file in tools/setup runs in plain Node 20 with nothing
 * installed: only node: modules and its neighbours may be imported.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder, absolute, whatever folder the command was started from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An absolute path inside the checkout. */
export function inCheckout(/** @type {string[]} */ ...parts) {
  return join(root, ...parts);
}

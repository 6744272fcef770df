/**
 * Names of Windows products. The documents changed some while the product stayed the same: `Windows 11 for x64-based Systems` became
 * `Windows 11 version 21H2 for x64-based Systems` in October 2022 under the same product number.
 */

/** One spelling for comparisons: the documents vary in case (`Version`, `version`) and in spaces (`2019  (Server Core installation)`). */
export function productKey(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Earlier names of the very same product; ask for these too to see what older documents say. Empty: none. */
export function formerNamesOf(product: string): readonly string[] {
  const match = /^windows 11 version 21h2 for (x64|arm64)-based systems$/.exec(productKey(product));
  if (match === null) return [];
  return [`Windows 11 for ${match[1] === 'x64' ? 'x64' : 'ARM64'}-based Systems`];
}

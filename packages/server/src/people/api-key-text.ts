/** An API key as its holder has it: `fettle_ID_SECRET`. The id is open, so that it can be found, named and revoked; the secret is stored as a hash. */
export function apiKeyText(id: string, secret: string): string {
  return `fettle_${id}_${secret}`;
}

/** Its parts, or null where it is no API key. */
export function readApiKey(text: string): { readonly id: string; readonly secret: string } | null {
  const parts = /^fettle_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([\w-]{43})$/.exec(text);
  return parts?.[1] === undefined || parts[2] === undefined ? null : { id: parts[1], secret: parts[2] };
}

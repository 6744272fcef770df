/**
 * The address to go to after signing in, where it lies within the console; null otherwise. A link that somebody mails must not be able
 * to send a person who has just signed in to another site (`//evil.example`, `/\evil.example`, `https:…`).
 */
export function innerPath(next: string | undefined): string | null {
  if (next === undefined || !next.startsWith('/') || /[\u0000-\u001f\\]/u.test(next)) return null;
  const base = 'http://console.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : null;
  return url === null || url.origin !== base || url.pathname.startsWith('//') ? null : url.pathname + url.search + url.hash;
}

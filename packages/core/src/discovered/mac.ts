/** The one spelling of a MAC address (IEEE EUI-48): six pairs in lower case with colons; null for what is none. Colons, hyphens, dots and no separators are read. */
export function cleanMac(text: string): string | null {
  const plain = text.trim().toLowerCase();
  if (!/^(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})$/.test(plain)) return null;
  const digits = plain.replaceAll(/[^0-9a-f]/g, '');
  return digits.match(/../g)?.join(':') ?? null;
}

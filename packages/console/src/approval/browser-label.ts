/** A first name for a browser: `Firefox on Linux`. Only a suggestion in a field; nothing is decided by it. */
export function browserLabel(userAgent: string): string {
  const found = (names: readonly (readonly [RegExp, string])[], otherwise: string): string =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? otherwise;
  const browser = found(
    [
      [/Edg\//, 'Edge'],
      [/Firefox\//, 'Firefox'],
      [/Chrome\//, 'Chromium'],
      [/Safari\//, 'Safari'],
    ],
    'Browser',
  );
  const system = found(
    [
      [/iPhone|iPad/, 'iOS'],
      [/Android/, 'Android'],
      [/Windows/, 'Windows'],
      [/Mac OS/, 'macOS'],
      [/Linux/, 'Linux'],
    ],
    'an unknown system',
  );
  return `${browser} on ${system}`;
}

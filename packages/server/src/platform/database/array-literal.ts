/**
 * An array as PostgreSQL reads it from text (manual, "Array Input and Output Syntax"), for many thousands of values at once: the client's own way quotes and looks
 * through each number, too. To be cast by the statement that takes it (`::int[]`).
 */
export function arrayLiteral(values: readonly (number | boolean | string | null)[]): string {
  return `{${values.map((value) => (typeof value === 'string' ? quoted(value) : value === null ? 'NULL' : String(value))).join(',')}}`;
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, String.raw`\$&`) : text}"`;
}

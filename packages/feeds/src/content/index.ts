export { parseCsv } from './csv.ts';
export type { CsvRow } from './csv.ts';
export { packingOf, plainBytes } from './plain.ts';
export type { Packing } from './plain.ts';
export { tarEntries } from './tar.ts';
export type { TarEntry } from './tar.ts';
export { decode, lines, parseJson, wholeJson, wholeText } from './text.ts';

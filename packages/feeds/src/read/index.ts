export { jsonRecords } from './json-records.ts';
export type { JsonRecord } from './json-records.ts';
export { limits } from './limits.ts';
export { textChunks, unpacked, wholeText } from './text.ts';
export { zipParts } from './zip.ts';
export type { ZipPart } from './zip.ts';

/** The process that makes one PDF and ends: `{ document, data }` as JSON on standard input, the bytes on standard output, a sentence on standard error. */
import { readFileSync, writeSync } from 'node:fs';
import type { Document } from '../document/types.ts';
import { typeset } from './typeset.ts';

// Written by make-pdf.ts and nobody else.
const { document, data } = JSON.parse(readFileSync(0, 'utf8')) as { readonly document: Document; readonly data: string };
const pdf = typeset(document, data);
for (let at = 0; at < pdf.length;) at += writeAll(pdf.subarray(at));

/** A pipe may be full for a moment. */
function writeAll(bytes: Uint8Array): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

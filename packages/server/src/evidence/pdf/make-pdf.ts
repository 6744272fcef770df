/** Makes PDFs in processes of their own, one at a time: the typesetter blocks, and keeps its memory until its process ends. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Document } from '../document/types.ts';
import { canMakePdf } from './addon.ts';
import { bounded } from './bounded.ts';

const child = join(import.meta.dirname, 'child.ts');
const longestMs = 120_000;
/** A document that is larger than this went wrong. */
const mostBytes = 64 * 1024 * 1024;
const take = bounded(1, 8);

export type PdfMade =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly because: 'not here' | 'too many' | 'too long' };

/** `data` is attached to it. Throws where the typesetter fails. */
export async function makePdf(document: Document, data: string): Promise<PdfMade> {
  if (!canMakePdf()) return { ok: false, because: 'not here' };
  const taken = take(() => runChild(JSON.stringify({ document, data })));
  return taken === 'full' ? { ok: false, because: 'too many' } : taken;
}

function runChild(input: string): Promise<PdfMade> {
  return new Promise((resolve, reject) => {
    // Nothing of the server's surroundings, which hold its passwords, is handed on.
    const running = spawn(process.execPath, [child], {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: '/',
      env: {},
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let said = '';
    running.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) running.kill('SIGKILL');
      else chunks.push(chunk);
    });
    running.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-4000);
    });
    // A child that dies early no longer reads; its exit says why.
    running.stdin.on('error', () => undefined);
    running.once('error', reject);
    running.once('close', (code, signal) => {
      if (code === 0) resolve({ ok: true, bytes: Buffer.concat(chunks) });
      else if (signal === 'SIGKILL') resolve({ ok: false, because: 'too long' });
      else reject(new Error(`The PDF could not be made (exit ${code ?? signal}): ${said.trim()}`));
    });
    running.stdin.end(input);
  });
}

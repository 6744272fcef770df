/** The machine that this process runs on. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readlink, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { runToFile } from './run-to-file.ts';
import { runPrograms } from './spawn.ts';
import type { FileFacts, Machine } from './types.ts';

const defaultReadLimit = 16 * 1024 * 1024;

/** Reads files and runs programs here, as the user of this process. */
export function realMachine(): Machine {
  return {
    run: (argv, options) => (options.outputTo === undefined ? runPrograms([argv], options) : runToFile(argv, options, options.outputTo)),
    pipe: (argvs, options) => runPrograms(argvs, options),
    readFile: readText,
    readDir: (path) => orNull(() => readdir(path).then((names) => names.toSorted())),
    readLink: (path) => orNull(() => readlink(path)),
    stat: (path) => orNull(() => factsOf(path)),
    exists: async (path) => (await orNull(() => access(path).then(() => true))) ?? false,
    sha256: (path) => orNull(() => hashFile(path)),
    freeBytes: (path) => orNull(() => statfs(path).then((facts) => facts.bavail * facts.bsize)),
    writeFile: writeWhole,
    makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
    move: (from, to) => rename(from, to),
    remove: (path) => rm(path, { recursive: true, force: true }),
    isRoot: async () => process.getuid?.() === 0,
    wait: (milliseconds) => sleep(milliseconds),
  };
}

/** Expected absences only; anything else (too many open files, an I/O error) is worth an exception. */
async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // ESRCH: a process that ended while its /proc entry was read.
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EINVAL', 'ESRCH', 'EISDIR', 'ELOOP'].includes(String(code))) return null;
    throw error;
  }
}

/** Reads at most `maxBytes`; files of /proc have no size, so it reads until the end or the bound. */
function readText(path: string, maxBytes = defaultReadLimit): Promise<string | null> {
  return orNull(async () => {
    const file = await open(path, 'r');
    try {
      const chunks: Buffer[] = [];
      let total = 0;
      while (total < maxBytes) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(65_536, maxBytes - total)));
        if (bytesRead === 0) break;
        chunks.push(buffer.subarray(0, bytesRead));
        total += bytesRead;
      }
      return Buffer.concat(chunks).toString('utf8');
    } finally {
      await file.close();
    }
  });
}

async function factsOf(path: string): Promise<FileFacts> {
  const found = await stat(path);
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { kind, bytes: found.size, modifiedAt: found.mtime.toISOString() };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`;
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

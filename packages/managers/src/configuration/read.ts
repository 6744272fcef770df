/**
 * What stands in a folder of configuration: path, kind, rights, owner, and the digest of what is in it. Bounded, so that a folder that somebody filled does not hold up a
 * change. Contents stay where they are; whoever uses these digests keys them before anything leaves the device.
 */
import type { Machine } from '../machine/index.ts';

export type ConfigurationFile = {
  readonly path: string;
  /** Kind, rights, owner and group, and where a link leads: all but what is in it. */
  readonly facts: string;
  /** Hex SHA-256 of a file's content; null: a link. */
  readonly sha256: string | null;
};
export type ConfigurationRead = { readonly files: readonly ConfigurationFile[]; readonly notLookedAt: number };

export type Bounds = { readonly files: number; readonly bytes: number };
/** More files than systems have, and larger than what people write by hand. */
export const usualBounds: Bounds = { files: 10_000, bytes: 1024 * 1024 };

/** Made anew by programs out of other files: that they differ says nothing. */
const derived: ReadonlySet<string> = new Set(['ld.so.cache', 'mtab', 'adjtime', '.pwd.lock', '.updated', 'resolv.conf']);

const fields = 6;
/** find(1): kind, rights, owner and group by number, bytes, path, where a link leads. Each ends with a NUL, since names may hold anything else. */
const format = '%y\\0%m\\0%U:%G\\0%s\\0%p\\0%l\\0';

/** Null: it could not be looked at (no GNU find, not permitted). */
export async function readConfiguration(machine: Machine, folder = '/etc', bounds = usualBounds): Promise<ConfigurationRead | null> {
  const argv = ['find', folder, '-xdev', '(', '-type', 'f', '-o', '-type', 'l', ')', '-printf', format];
  const found = await machine.run(argv, { timeoutMs: 60_000, maxOutputBytes: 8 * 1024 * 1024 });
  // A folder that may not be read makes it 1, and what it lists is not the whole.
  if (found.exitCode !== 0 || found.timedOut || found.truncated) return null;
  const words = found.stdout.split('\0');
  if ((words.length - 1) % fields !== 0) return null;
  const listed: { readonly path: string; readonly facts: string; readonly kind: string; readonly bytes: number }[] = [];
  for (let at = 0; at + fields < words.length + 1 && at < words.length - 1; at += fields) {
    const [kind = '', mode = '', owner = '', bytes = '', path = '', target = ''] = words.slice(at, at + fields);
    if (!derived.has(path.slice(folder.length + 1)))
      listed.push({ path, facts: `${kind} ${mode} ${owner} ${target}`, kind, bytes: Number(bytes) });
  }
  listed.sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: ConfigurationFile[] = [];
  for (const { path, facts, kind, bytes } of listed.slice(0, bounds.files)) {
    if (kind === 'l') files.push({ path, facts, sha256: null });
    else if (bytes <= bounds.bytes) {
      const sha256 = await machine.sha256(path);
      if (sha256 !== null) files.push({ path, facts, sha256 });
    }
  }
  return { files, notLookedAt: listed.length - files.length };
}

/**
 * Configuration files that somebody edited, over a removal. rpm puts them aside as `.rpmsave` when their package goes, and as `.rpmorig` when a package comes that does not mark
 * them `noreplace` (rpm(8), rpm-spec(5), %config). Which they were, and their content, is noted before: what lay beside them from earlier is never taken for them.
 */
import { ask } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';

export type EditedFile = { readonly path: string; readonly sha256: string };

const aside = ['.rpmsave', '.rpmorig'] as const;

/** Of these packages, by rpm's own comparison (rpm(8), VERIFY OPTIONS). null: it could not be asked. What was deleted is not among them: it comes anew with its package. */
export async function editedFiles(machine: Machine, packages: readonly string[]): Promise<readonly EditedFile[] | null> {
  const asked = await ask(machine, 'question', ['rpm', '--verify', '--nodeps', '--noscripts', ...packages]);
  // Status 1 says no more than that something differs.
  if (asked.exitCode === null || asked.timedOut || asked.truncated) return null;
  const found: EditedFile[] = [];
  for (const line of asked.stdout.split('\n')) {
    const path = /^[A-Z.?]{2}5[A-Z.?\d]{5,}\s+c\s+(\/.*)$/.exec(line)?.[1];
    const sha256 = path === undefined ? null : await machine.sha256(path);
    if (path !== undefined && sha256 !== null) found.push({ path, sha256 });
  }
  return found;
}

/** Puts them back where rpm put them aside; the package's own becomes `.rpmnew`. Those that are not as they were afterwards. May be done again after a power cut at any moment. */
export async function bringBackEdited(machine: Machine, files: readonly EditedFile[]): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const { path, sha256 } of files) {
    if ((await machine.sha256(path)) === sha256) continue;
    const kept = await firstWith(machine, path, sha256);
    if (kept === null) lost.push(path);
    else {
      if (await machine.exists(path)) await machine.move(path, `${path}.rpmnew`);
      await machine.move(kept, path);
    }
  }
  return lost;
}

async function firstWith(machine: Machine, path: string, sha256: string): Promise<string | null> {
  for (const end of aside) if ((await machine.sha256(`${path}${end}`)) === sha256) return `${path}${end}`;
  return null;
}

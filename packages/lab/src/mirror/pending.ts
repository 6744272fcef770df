/** What apt says is pending for a root, and which files of an archive that takes: there and back. */
import type { OfflineApt } from './offline-apt.ts';

export type PendingUpdate = { readonly name: string; readonly from: string; readonly to: string };

/** Upgrades of installed packages, out of a simulated dist-upgrade. */
export async function pendingUpdates(apt: OfflineApt): Promise<readonly PendingUpdate[]> {
  const said = await apt.ask('apt-get', '-s', '-qq', 'dist-upgrade');
  return said.split('\n').flatMap((line) => {
    const [, name, from, to] = /^Inst (\S+) \[([^\]]+)\] \((\S+) /.exec(line) ?? [];
    return name === undefined || from === undefined || to === undefined ? [] : [{ name, from, to }];
  });
}

/** Files of the new versions, as paths below `folder`: apt names them as `file:` addresses there. */
export async function filesForward(apt: OfflineApt, folder: string): Promise<readonly string[]> {
  const said = await apt.ask('apt-get', '--print-uris', '-qq', '-y', 'dist-upgrade');
  return said.split('\n').flatMap((line) => {
    const [, path] = /^'file:([^']+)'/.exec(line) ?? [];
    const plain = path === undefined ? '' : decodeURIComponent(path);
    return plain.startsWith(`${folder}/`) ? [plain.slice(folder.length + 1)] : [];
  });
}

/** Files of the installed versions, as paths below the archive of `main`. */
export async function filesBack(apt: OfflineApt, pending: readonly PendingUpdate[]): Promise<readonly string[]> {
  if (pending.length === 0) return [];
  const said = await apt.ask('apt-cache', 'show', '--no-all-versions', ...pending.map(({ name, from }) => `${name}=${from}`));
  return said.split('\n').flatMap((line) => {
    const [, path] = /^Filename: (.+)$/.exec(line) ?? [];
    // The security pocket's own pool is pool/updates: what is installed came from main.
    return path === undefined || path.startsWith('pool/updates/') ? [] : [path];
  });
}

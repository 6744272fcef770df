/** The mounts of a system, as the kernel lists them (proc(5), /proc/PID/mountinfo). Pure. */

export type Mount = {
  /** `major:minor`: what it is on. Each subvolume of a btrfs has the same. */
  readonly device: string;
  /** What of the file system is mounted: a folder or subvolume, from the file system's own top. */
  readonly root: string;
  readonly target: string;
  readonly filesystem: string;
  readonly source: string;
  /** Options of the file system itself, as `subvol=/@`. */
  readonly options: ReadonlyMap<string, string>;
};

/** Lines that can not be read are left out. */
export function readMounts(mountinfo: string): readonly Mount[] {
  return mountinfo.split('\n').flatMap((line): Mount[] => {
    const words = line.split(' ');
    const dash = words.indexOf('-');
    const [device, root, target] = words.slice(2, 5).map(plain);
    const [filesystem, source, options = ''] = words.slice(dash + 1).map(plain);
    if (dash < 6 || device === undefined || root === undefined || target === undefined || filesystem === undefined || source === undefined)
      return [];
    const pairs = options.split(',').map((one): [string, string] => {
      const at = one.indexOf('=');
      return at === -1 ? [one, ''] : [one.slice(0, at), one.slice(at + 1)];
    });
    return [{ device, root, target, filesystem, source, options: new Map(pairs) }];
  });
}

/** The mount that holds a path: the last of those that lie nearest above it. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  return mounts.reduce<Mount | null>(
    (best, one) => (isBelow(path, one.target) && (best === null || one.target.length >= best.target.length) ? one : best),
    null,
  );
}

/** `path` is `folder` or lies in it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** The kernel writes space, tab, line end and backslash as three octal digits. */
function plain(word: string): string {
  return word.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

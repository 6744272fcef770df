/** By what a system finds its root when it starts. Pure. */

type Told = { readonly commandLine: string; readonly fstab: string; readonly isContainer: boolean };

/**
 * Why exchanging the subvolume's name would not make the system start from another one; null: it starts by this name. `subvolume` as the kernel shows it, `/@`. The
 * kernel's command line decides; a container has its host's, so there fstab(5) is what says it.
 */
export function notStartedByName(subvolume: string, { commandLine, fstab, isContainer }: Told): string | null {
  const root = fstab
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((words) => !words[0]?.startsWith('#') && words[1] === '/');
  const flags = isContainer ? '' : (/(?:^|\s)rootflags=(\S+)/.exec(commandLine)?.[1] ?? '');
  const inFstab = optionsOf(root?.[3] ?? '');
  if (inFstab.has('subvolid') || optionsOf(flags).has('subvolid'))
    return 'The device finds its root by the number of a subvolume (subvolid=), and a number can not be given to another one';
  const named = isContainer ? inFstab.get('subvol') : optionsOf(flags).get('subvol');
  if (named === undefined)
    return `The device does not say that it starts from the subvolume called ${subvolume} (${isContainer ? 'subvol= in /etc/fstab' : 'rootflags=subvol= on the command line of its kernel'})`;
  return named.replace(/^\/*/, '/') === subvolume ? null : `The device starts from the subvolume ${named}, and runs ${subvolume} now`;
}

function optionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').flatMap((one): [string, string][] => {
      const [name = '', value = ''] = one.split('=');
      return name === '' ? [] : [[name, value]];
    }),
  );
}

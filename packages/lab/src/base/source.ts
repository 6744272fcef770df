/** Which Debian archive this machine itself uses: its own apt configuration is asked, no address is written down here. */
import { must } from '../world/run.ts';

export type DebianSource = {
  /** Release code name, such as `bookworm`. */
  readonly codename: string;
  /** Archive address without a slash at the end. */
  readonly uri: string;
  /** Point release as the archive's Release file names it; empty for the security pocket of some releases. */
  readonly version: string;
};

/** The release the devices run. Node's official binaries and the agent's package are built for it and newer ones. */
export const RELEASE = 'bookworm';

/** Asks apt-get(8) indextargets for a suite's address. Throws where the machine has no such source. */
export async function findSource(codename: string): Promise<DebianSource> {
  const asked = [
    'apt-get',
    'indextargets',
    '--format',
    '$(REPO_URI) $(VERSION)',
    `Codename: ${codename}`,
    'Created-By: Packages',
    'Component: main',
  ];
  const [first = ''] = (await must(asked)).split('\n');
  const [uri = '', version = ''] = first.split(' ');
  if (uri === '') {
    throw new Error(
      `this machine's apt knows no source for Debian "${codename}": run "apt-get update", or add the suite to its sources, and try again`,
    );
  }
  return { codename, uri: uri.replace(/\/+$/, ''), version };
}

/** Debian's name of this machine's architecture (dpkg-architecture(1)). */
export function debianArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

/** The name of the folder below /usr/lib that is this architecture's own (Debian's multiarch). */
export function multiarchFolder(): string {
  return process.arch === 'x64' ? 'x86_64-linux-gnu' : 'aarch64-linux-gnu';
}

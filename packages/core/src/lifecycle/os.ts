/** Which product of the lifecycle feed an operating system is. */
import { windowsEdition } from './windows.ts';
import type { WindowsEdition } from './windows.ts';

/** As os-release(5) and the inventory name it; `unknown` and the empty text are not known. */
export type OsName = { readonly id: string; readonly versionId: string | null; readonly prettyName: string | null };

export type OsProduct = {
  /** endoflife.date's name of it. */
  readonly product: string;
  /** What its cycles are to be compared with; null: a rolling or testing release, or not said. */
  readonly version: string | null;
  readonly edition: WindowsEdition | null;
};

/** os-release ids whose cycles are named by VERSION_ID as it stands, or by a leading part of it. */
const products: ReadonlyMap<string, string> = new Map([
  ['almalinux', 'almalinux'],
  ['alpine', 'alpine-linux'],
  ['amzn', 'amazon-linux'],
  ['debian', 'debian'],
  ['devuan', 'devuan'],
  ['eurolinux', 'eurolinux'],
  ['fedora', 'fedora'],
  ['freebsd', 'freebsd'],
  ['macos', 'macos'],
  ['mageia', 'mageia'],
  ['nixos', 'nixos'],
  ['ol', 'oracle-linux'],
  ['opensuse', 'opensuse'],
  ['opensuse-leap', 'opensuse'],
  ['openwrt', 'openwrt'],
  ['photon', 'vmware-photon'],
  ['pop', 'pop-os'],
  ['postmarketos', 'postmarketos'],
  ['rhel', 'rhel'],
  ['rocky', 'rocky-linux'],
  ['slackware', 'slackware'],
  ['sle-micro', 'suse-linux-micro'],
  ['sl-micro', 'suse-linux-micro'],
  ['suse-microos', 'suse-linux-micro'],
  ['sles', 'sles'],
  ['steamos', 'steamos'],
  ['ubuntu', 'ubuntu'],
]);

/**
 * Maps an operating system to its product. null: the feed has no product of which this is known to follow the terms.
 * A derivative is never answered with what it derives from: SLES for SAP or Raspbian have terms of their own.
 */
export function productOfOs(os: OsName): OsProduct | null {
  const id = os.id.trim().toLowerCase();
  const version = known(os.versionId);
  const name = known(os.prettyName) ?? '';
  if (id === 'windows') return windowsProduct(name, version);
  // CentOS Stream calls itself `centos` too, and ended years apart from it.
  if (id === 'centos') return plain(/\bstream\b/i.test(name) ? 'centos-stream' : 'centos', version);
  if (id === 'linuxmint') return plain('linuxmint', version !== null && /\bLMDE\b/.test(name) ? `lmde${version}` : version);
  if (id === 'cos') return plain('cos', version === null ? null : `cos-${version}`);
  // XenServer and XCP-ng share this id.
  if (id === 'xenenterprise') return /\bXCP-ng\b/i.test(name) ? plain('xcp-ng', version) : null;
  const product = products.get(id);
  return product === undefined ? null : plain(product, version);
}

function windowsProduct(name: string, version: string | null): OsProduct {
  const edition = windowsEdition(name);
  const server = edition === 'server' || edition === 'server-annual';
  return { product: server ? 'windows-server' : 'windows', version, edition };
}

function plain(product: string, version: string | null): OsProduct {
  return { product, version, edition: null };
}

function known(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed === 'unknown' ? null : trimmed;
}

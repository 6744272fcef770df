/**
 * What a device says about itself. A scan is one device's word at one time; it never becomes fact for another device.
 * Times are RFC 3339 text in UTC, sizes are bytes, absent knowledge is `null` (unknown), never a default.
 */

import type { ManagerId } from './managers.ts';

export type { ManagerId };

/**
 * One software as interned by the server: the same name, version and architecture of one manager in one ecosystem is one
 * row for the whole installation. `ecosystem` is os-release `ID:VERSION_ID`, e.g. `debian:12`.
 */
export type Software = {
  readonly ecosystem: string;
  readonly manager: ManagerId;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** rpm's modularity label `name:stream:version:context`; '' where the software belongs to no module. */
  readonly module: string;
};

/** dpkg's view of a package that is on the device: whole, or left in between (`dpkg --audit`). */
export type PackageCondition = 'installed' | 'half-installed' | 'half-configured' | 'unpacked' | 'triggers-pending';

export type InstalledPackage = {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly condition: PackageCondition;
  /** Held back on the device (apt-mark hold and the like): the glossary's "pinned". */
  readonly pinned: boolean;
  /** rpm's modularity label `name:stream:version:context`. Left out, not null, where there is none: nearly no package has one, and each is hashed. */
  readonly module?: string | undefined;
};

/** Why a package manager offers a newer version but would not install it by itself. */
export type WithheldReason = 'pinned' | 'phased' | 'kept-back';

export type UpdateClass = 'security' | 'normal';

/** A newer version that the device's own package manager offers from its own configured sources. */
export type Offer = {
  readonly name: string;
  readonly architecture: string;
  readonly from: string;
  readonly to: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** `security` when the origin's archive or label is a security pocket. It does not mean "has a CVE". */
  readonly class: UpdateClass;
  readonly origin: { readonly label: string; readonly archive: string; readonly codename: string };
  readonly bytes: number;
  readonly withheld: WithheldReason | null;
  /** As in `InstalledPackage`. */
  readonly module?: string | undefined;
};

/** CVE ids that the candidate's own changelog names above the installed version. `null`: not looked up yet, or no changelog. */
export type ChangelogFacts = {
  readonly sourceName: string;
  readonly from: string;
  readonly to: string;
  readonly cves: readonly string[] | null;
};

/** How fresh the manager's lists are, and how the last attempt to refresh them ended. */
export type ListState = {
  /** When lists were last refreshed with success; null: never, or unknown. */
  readonly refreshedAt: string | null;
  readonly lastAttempt: { readonly at: string; readonly ok: boolean; readonly trouble: Trouble | null } | null;
};

/** Something that failed, translated: never only an exit code. Unknown causes keep their text. */
export type Trouble = {
  /** Stable code from the failure table, e.g. `apt.lock-held`; `apt.unknown` where the table does not know it. */
  readonly code: string;
  readonly cause: string;
  readonly retry: 'now' | 'later' | 'after-repair' | 'no' | 'unknown';
  readonly nextStep: string;
  /** The last lines the program itself printed (at most 2,000 characters). */
  readonly excerpt: string;
};

export type RestartReason = {
  readonly kind: 'flag' | 'kernel' | 'library';
  /** In words, e.g. `linux-image-6.1.0-51-amd64 asked for it`. */
  readonly detail: string;
};

export type StaleService = { readonly unit: string; readonly because: string };

/** The answer to one question put to a package manager. "Nothing" (`ok` with empty lists) and "could not ask" differ. */
export type ManagerScan =
  | {
      readonly manager: ManagerId;
      readonly ok: true;
      readonly installed: readonly InstalledPackage[];
      readonly offers: readonly Offer[];
      readonly changelogs: readonly ChangelogFacts[];
      readonly lists: ListState;
      readonly problems: readonly Trouble[];
    }
  | { readonly manager: ManagerId; readonly ok: false; readonly trouble: Trouble; readonly lists: ListState };

export type SystemFacts = {
  readonly hostname: string;
  readonly machineId: string | null;
  readonly os: { readonly id: string; readonly versionId: string; readonly prettyName: string };
  readonly kernel: string;
  readonly architecture: string;
  readonly virtualisation: string | null;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly addresses: readonly string[];
  readonly timeZone: string | null;
};

/** What takes connections or datagrams beyond loopback, by protocol and address. Of UDP, ports that the kernel gives to clients are not told one by one: see `ports`. */
export type Listening = {
  readonly protocol: 'tcp' | 'udp';
  /** As it is bound, without a zone; `0.0.0.0` and `::` stand for every address. IPv4-mapped addresses are told as IPv4. */
  readonly address: string;
  /**
   * Ascending, each once, the lowest where there are too many. Empty: at this address there are UDP ports from the kernel's range for clients. Mostly nobody serves there,
   * and now and then somebody does; the numbers are not told, because they change from look to look.
   */
  readonly ports: readonly number[];
};

/** Whether the system updates itself beside us, by its own configuration: `installs` at its own times, `downloads` only, or `off`. `detail`: what says so. */
export type AutomaticUpdates = { readonly state: 'installs' | 'downloads' | 'off'; readonly detail: string };

export type RuntimeState = {
  readonly bootId: string;
  readonly restartPending: readonly RestartReason[] | null;
  readonly staleServices: readonly StaleService[] | null;
  /** Wildcards first. Left out by agents that do not look; null: could not be read. */
  readonly listening?: readonly Listening[] | null | undefined;
  /** Left out by agents that do not look; null: could not be read. */
  readonly automaticUpdates?: AutomaticUpdates | null | undefined;
};

export type Scan = {
  /** When the scan was finished. */
  readonly at: string;
  readonly system: SystemFacts;
  readonly runtime: RuntimeState;
  readonly managers: readonly ManagerScan[];
};

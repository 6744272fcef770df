/** What is known of a vulnerability and of the device that has it, and what follows. Three values that are never mixed: urgency, deadline, patch risk. */

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

export type Exploitation = 'none' | 'poc' | 'active';
export type TechnicalImpact = 'partial' | 'total';
/** How critical a device is, the most critical first. */
export const deviceTiers = ['mission-critical', 'important', 'standard', 'low'] as const;
export type DeviceTier = (typeof deviceTiers)[number];
export type Exposure = 'internet' | 'internal' | 'isolated';

/** What is published of one CVE. `null` is unknown; a missing EPSS is not 0. */
export type CveFacts = {
  readonly id: string;
  /** RFC 3339. */
  readonly published: string | null;
  /** As published, with who said it; the first whose version is the newest counts. */
  readonly cvss: readonly { readonly vector: string; readonly source: string }[];
  /** Days, `YYYY-MM-DD`, from the catalogue of known exploited vulnerabilities; null: not in it. */
  readonly kev: { readonly added: string; readonly due: string | null; readonly ransomware: boolean } | null;
  /** Probability (0 to 1) that exploitation is seen in the next 30 days, with model and day. */
  readonly epss: { readonly score: number; readonly percentile: number; readonly model: string; readonly date: string } | null;
  /** CISA's SSVC points. */
  readonly ssvc: {
    readonly exploitation: Exploitation | null;
    readonly automatable: boolean | null;
    readonly technicalImpact: TechnicalImpact | null;
    /** RFC 3339. */
    readonly at: string | null;
  } | null;
};

export type DeviceRole = 'server' | 'workstation' | 'network-device';

/** What the frameworks tell apart. `online-service`: software that serves the internet. */
export type SoftwareClass = 'online-service' | 'office' | 'browser' | 'email' | 'pdf' | 'security' | 'other' | 'os' | 'driver' | 'firmware';

/**
 * What a time can be counted from. Days (`YYYY-MM-DD`) or instants (RFC 3339); null or absent: not known, but for `kevAdded`, where null
 * says that the catalogue was asked and does not have it. `released`: the maker published the fix; `published`: the CVE record;
 * `detected`: first seen missing on this device; `offered`: its package manager offered it; `backOnline`: it was provably off until then.
 */
export type ClockEvent = 'released' | 'published' | 'kevAdded' | 'kevDue' | 'detected' | 'offered' | 'backOnline';
export type ClockEvents = Readonly<Partial<Record<ClockEvent, string | null>>>;

/**
 * One vulnerability (or none) of one update on one device. Null and absent are unknown. Words are read forgivingly; what can not be read
 * counts as unknown and is named.
 */
export type RiskInput = {
  /** An empty list says that the update mends no vulnerability. */
  readonly cves?: readonly string[] | null;
  readonly events?: ClockEvents | null;
  /** `cvss`: a score or a vector; `vendor`: the maker's word. */
  readonly severity?: { readonly cvss?: number | string | null; readonly vendor?: string | null } | null;
  /** In the catalogue of known exploited vulnerabilities. Without it the catalogue's day in `events` decides. */
  readonly inKev?: boolean | null;
  /** Somebody reliable says that it is exploited; that alone is not an entry in the catalogue. */
  readonly exploited?: boolean | null;
  readonly exploitation?: string | null;
  readonly automatable?: string | boolean | null;
  readonly technicalImpact?: string | null;
  /** Probability from 0 to 1. */
  readonly epss?: number | string | { readonly score: number } | null;
  readonly device?: DeviceInput | null;
  /** A fault that this device shows and that the update mends. */
  readonly fault?: Fault | null;
  readonly override?: Override | null;
};

export type DeviceInput = {
  /** 1 (mission-critical) to 4 (low), or the word. */
  readonly tier?: number | string | null;
  /** `true`: can be reached from the internet. */
  readonly exposure?: string | boolean | null;
  readonly role?: string | null;
  /** Of the software that the update mends. */
  readonly softwareClass?: string | null;
  /** Something on it listens on a public address. */
  readonly listensPublicly?: boolean | null;
};

/** Shown by the class that the maker gave the update, or seen by a person. */
export type Fault = { readonly kind: 'performance' | 'stability'; readonly shownBy: 'vendor-class' | 'person'; readonly reason: string };

export type Override = { readonly urgency: 'urgent' | 'normal'; readonly by: string; readonly reason: string };

/** An input that was not known, the value that was taken in its place, and why. `value` null: none was, and what needs it was not asked. */
export type Defaulted = { readonly input: string; readonly value: string | null; readonly why: string };

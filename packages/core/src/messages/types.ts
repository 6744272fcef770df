import type { RunOutcome } from '../deployment/types.ts';

export const noticeKinds = ['planned', 'reminder', 'rescheduled', 'started', 'finished', 'failed', 'cancelled'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** `client`: the client's contacts, who want to know what happens to them. `provider`: the technicians, who want the details first. */
export type Audience = 'client' | 'provider';

/** What a notice tells of: all of it from records. Times are RFC 3339. */
export type NoticeFacts = {
  readonly kind: NoticeKind;
  readonly clientName: string;
  readonly siteName: string;
  /** The site's IANA time zone: all times are told in it. */
  readonly zone: string;
  /** The opening in which devices change; `null`: not known yet. */
  readonly window: { readonly opensAt: string; readonly closesAt: string } | null;
  /** Where devices of several sites change: when it is expected at each of them, in its own zone. */
  readonly sites?: readonly {
    readonly name: string;
    readonly zone: string;
    readonly window: { readonly opensAt: string; readonly closesAt: string } | null;
  }[];
  /** Without an outcome the device's run has not ended. */
  readonly devices: readonly { readonly name: string; readonly outcome?: RunOutcome }[];
  /** `from: null`: a package that comes in new. */
  readonly updates: readonly { readonly name: string; readonly from: string | null; readonly to: string }[];
  readonly restart: 'needed' | 'possible' | 'no';
  /** How long the slowest of the devices is expected to take, in minutes; not there: not known. */
  readonly expectedMinutes?: number;
  /** Of what was announced and is told otherwise now, the opening that was told last; `null`: none was known then. Not there: nothing was announced. */
  readonly announced?: { readonly opensAt: string; readonly closesAt: string } | null;
  readonly contactName: string;
  readonly providerName: string;
  /** How many devices ended how. `other`: refused, missed, unknown, cancelled, or not ended. */
  readonly counts: { readonly verified: number; readonly failed: number; readonly rolledBack: number; readonly other: number };
  /** It asks to be acknowledged: `acknowledgeHere` stands where the link belongs. */
  readonly acknowledge?: true;
  /** Why it went as it did: whole sentences, in English. */
  readonly reasons: readonly string[];
};

/** A message ready for a channel. */
export type Message = {
  /** The language that was used, which is English where the one asked for is not spoken here. */
  readonly language: string;
  /** One line without control characters, at most 200 characters. */
  readonly subject: string;
  /** Plain text; lines end with a newline and are not wrapped. */
  readonly text: string;
  /** A whole HTML document without scripts, styles or remote parts; everything in it is escaped. */
  readonly html: string;
};

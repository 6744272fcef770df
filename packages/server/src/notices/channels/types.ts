/** What every way of telling people has: a pure shape, and a delivery with three ends. */
import type { Config } from '../../platform/config/index.ts';

/** A notice as it goes out, whatever the way. */
export type Outgoing = {
  readonly id: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar stream with its METHOD; null: it invites to nothing. */
  readonly calendar: string | null;
};

/**
 * How a try ended. `delivered`: the other side took it over. `retry`: it may go well later. `rejected`: the other side will never take it.
 * `because` says it in a sentence for the person who looks at the outbox.
 */
export type Delivery =
  | { readonly end: 'delivered' }
  | {
      readonly end: 'retry' | 'rejected';
      readonly because: string;
      /** What the other side asked for before the next try. */ readonly afterSeconds?: number | null;
    };

/** A channel that is set up: delivers one notice, and lets go of what it holds. */
export type Outlet = {
  readonly deliver: (notice: Outgoing) => Promise<Delivery>;
  readonly close: () => void;
};

export type Channel = {
  readonly id: string;
  /** Null: the configuration does not set this channel up. */
  readonly open: (config: Config) => Outlet | null;
};

/** What is posted to a shared place (a channel, a topic, a system of the provider's), and how such a place is reached. */
import type { NoticeKind } from '@fettle/core/messages';

/** One notice for a shared place. It carries no link to acknowledge: that is one person's, and whoever reads along could confirm in their name. */
export type Posting = {
  /** The notice's id, the same at every try: who gets it twice knows it by this. */
  readonly id: string;
  readonly kind: NoticeKind | 'test';
  /** RFC 3339: when it was written. */
  readonly at: string;
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly deploymentId: string | null;
  /** One line. */
  readonly title: string;
  /** Plain text; paragraphs stand apart by an empty line. */
  readonly text: string;
  /** Where the console shows more, to whoever may sign in. */
  readonly link: string | null;
};

/** A place as it is reached. All of `url`, `secrets` and `token` are secrets, and stand in no log and no answer. */
export type Place = {
  readonly url: string;
  /** Of a webhook: `whsec_…`, the newest first; while one is rotated each of them signs. */
  readonly secrets: readonly string[];
  /** Of ntfy: an access token; null: the topic takes from everybody. */
  readonly token: string | null;
};

/** One request. Names of headers are in lower case. */
export type PostShape = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** A way of posting: pure. `now` in whole seconds since 1970, of which only what is signed depends. */
export type PostingChannel = {
  readonly id: 'webhook' | 'slack' | 'teams' | 'ntfy';
  readonly shape: (posting: Posting, place: Place, now: number) => PostShape;
};

/** `retry`: `afterSeconds` is what the other side asked for; null: it did not. */
export type PostEnd =
  | { readonly end: 'delivered'; readonly said: string }
  | { readonly end: 'retry'; readonly because: string; readonly afterSeconds: number | null }
  | { readonly end: 'rejected'; readonly because: string };

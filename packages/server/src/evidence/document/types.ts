/** A document as blocks: what HTML and PDF lay out alike, so that both say the same words. */
import type { Tone } from '@fettle/core/deployment';

/**
 * A piece of text. `quoted`: it comes from people or devices and is kept from turning the direction of the text around it. `code`: names of packages,
 * versions, hashes, in figures of one width. `status`: a word with the shape of its tone. `sentence`: words of ours with names in them, which are isolated
 * where they need it. `time`: not broken over lines.
 */
export type Span = {
  readonly text: string;
  readonly as: 'plain' | 'quoted' | 'sentence' | 'code' | 'strong' | 'muted' | 'time' | 'status';
  readonly tone?: Tone;
};
export type Text = readonly Span[];

export type Column = {
  readonly title: string;
  /** Share of the width; 0: as narrow as its content. */
  readonly width: number;
  readonly align?: 'end';
};

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly id: string; readonly text: Text }
  | { readonly kind: 'paragraph'; readonly text: Text; readonly soft?: true }
  | { readonly kind: 'facts'; readonly compact?: true; readonly rows: readonly { readonly label: string; readonly value: Text }[] }
  | { readonly kind: 'figures'; readonly items: readonly Figure[] }
  | { readonly kind: 'table'; readonly caption: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly Text[])[] }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | { readonly kind: 'log'; readonly caption: string; readonly lines: readonly string[] };

/** A count with what it is a count of. */
export type Figure = { readonly count: number; readonly of: number | null; readonly label: string; readonly tone: Tone };

export type Document = {
  readonly language: string;
  readonly title: string;
  /** Above the title: what kind of document this is. */
  readonly kind: string;
  /** Under the title, one line. */
  readonly lead: Text;
  readonly author: string;
  /** In the foot of every page. */
  readonly foot: string;
  /** The time of the last record: the only time that the file bears (RFC 3339). */
  readonly asOf: string;
  readonly blocks: readonly Block[];
};

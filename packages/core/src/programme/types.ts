/** The programme document of a client: its patch management documentation, in the seven pillars. */

/** The seven pillars, in the order in which the document has them. */
export const pillars = ['inventory', 'classification', 'testing', 'deployment', 'timeline', 'reports', 'recovery'] as const;
export type PillarId = (typeof pillars)[number];

/** Parts that only people know. */
export const partIds = ['priorities', 'sandbox', 'success', 'on-failure', 'deploying', 'reviewer', 'backups', 'recovery'] as const;
export type PartId = (typeof partIds)[number];

/** `key`: what stays the same from version to version; the first column is what people call it. */
export type ProgrammeRow = { readonly key: string; readonly cells: readonly string[] };
/** `more`: rows beyond those that the document has room for. */
export type ProgrammeTable = {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly ProgrammeRow[];
  readonly more: number;
  /** What it means that there is no row. */
  readonly empty: string;
};
export type ProgrammeFact = { readonly label: string; readonly value: string };
/** `text` null: nobody has written it. `reviewAt`: a day, YYYY-MM-DD. */
export type ProgrammePart = {
  readonly part: PartId;
  readonly text: string | null;
  readonly owner: string | null;
  readonly reviewAt: string | null;
};
export type ProgrammeSection = {
  readonly pillar: PillarId;
  readonly facts: readonly ProgrammeFact[];
  readonly tables: readonly ProgrammeTable[];
  readonly parts: readonly ProgrammePart[];
};

/** Nothing in it goes by the time at which it was made: two that are made from the same records are the same. */
export type Programme = {
  readonly format: 'fettle-programme/1';
  readonly provider: string;
  readonly client: { readonly id: string; readonly name: string; readonly zone: string };
  readonly sections: readonly ProgrammeSection[];
};

export type Difference = {
  readonly pillar: PillarId;
  /** The table, fact or part. */
  readonly place: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Of a table the row by name, else empty. */
  readonly what: string;
  /** In words; null: it was not there. */
  readonly from: string | null;
  readonly to: string | null;
};

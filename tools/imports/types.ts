/** One import of a file, in whatever form: static, dynamic, export from, import type, require. */
export type ImportFound = {
  /** What stands in the quotes; null where it is not a plain string and cannot be checked. */
  specifier: string | null;
  line: number;
  /** Erased before anything runs: counts for who may import whom, not for cycles. */
  typeOnly: boolean;
};

export type WorldUse = { name: string; line: number };
export type TableWrite = { table: string; line: number };

export type SourceFile = {
  /** From the checkout's root, with slashes: packages/core/src/x.ts */
  path: string;
  imports: ImportFound[];
  /** Uses of globals that a pure package must not name. */
  world: WorldUse[];
  /** Tables of the database that its statements write. */
  writes: TableWrite[];
};

/** What the check reads of a package.json. */
export type Manifest = {
  exports: Record<string, string>;
  /** dependencies and optionalDependencies */
  runtime: ReadonlySet<string>;
  development: ReadonlySet<string>;
};

export type Tree = {
  /** By path. */
  files: ReadonlyMap<string, SourceFile>;
  /** By folder name below packages/; the checkout's own as '.'. */
  manifests: ReadonlyMap<string, Manifest>;
};

export type Violation = {
  /** Which rule: one test each. */
  rule: string;
  path: string;
  line: number;
  /** What is wrong, and what to do. */
  message: string;
};

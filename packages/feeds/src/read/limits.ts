/** Bounds for what comes from outside: far above anything published, far below what would fill a machine. Sizes are bytes. */
export const limits = {
  /** One record or document: the largest OSV records (kernel notices) are some megabytes. */
  record: 64 * 1024 * 1024,
  /** A document that is read record by record. */
  document: 1024 * 1024 * 1024,
  /** Files within one archive. */
  entries: 2_000_000,
  /** All of an archive's content together. */
  archive: 64 * 1024 * 1024 * 1024,
} as const;

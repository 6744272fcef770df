/** Whose twelve steps: a client's, or those of some of its devices. */
import type { RawBuilder } from 'kysely';
import { touching } from '../deployments/index.ts';
import { among } from '../platform/database/index.ts';

/** `deviceIds`: null: all devices of the client. */
export type Scope = { readonly clientId: string; readonly deviceIds: readonly string[] | null };

export type ScopedSql = {
  /** A condition: this column names a device of the scope. */
  readonly device: (column: string) => RawBuilder<unknown>;
  /** A condition: this column names a deployment that reaches a device of the scope. */
  readonly deployment: (column: string) => RawBuilder<unknown>;
};

export function sqlOf({ clientId, deviceIds }: Scope): ScopedSql {
  return { device: (column) => among(column, deviceIds), deployment: (column) => touching(column, clientId, deviceIds) };
}

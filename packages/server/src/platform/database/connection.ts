/** How to reach the database, in the form that pg takes. */
import type { ClientConfig } from 'pg';
import { resultTypes } from './result-types.ts';

export type Connection =
  | { readonly kind: 'socket'; readonly host: string; readonly user: string; readonly database: string }
  | { readonly kind: 'url'; readonly url: string };

/** pg's settings for a connection: our value types, the schema on the search path, UTC. */
export function clientConfig(connection: Connection, name = 'fettle'): ClientConfig {
  const common = {
    types: resultTypes,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: '-c search_path=fettle -c timezone=UTC -c datestyle=ISO',
  };
  if (connection.kind === 'url') return { ...common, connectionString: connection.url };
  return { ...common, host: connection.host, user: connection.user, database: connection.database };
}

/** A URL for the same connection, for other programs. */
export function connectionUrl(connection: Connection): string {
  if (connection.kind === 'url') return connection.url;
  return `postgresql://${encodeURIComponent(connection.user)}@localhost/${encodeURIComponent(connection.database)}?host=${encodeURIComponent(connection.host)}`;
}

/** What a PostgreSQL URL names, without its password. Also takes libpq's form without a host (`postgresql://user@/database`). */
export function partsOfUrl(text: string): { user: string | null; database: string | null; place: string } {
  const url = URL.parse(text) ?? URL.parse(text.replace('@/', '@localhost/'));
  if (url === null) return { user: null, database: null, place: 'an unreadable URL' };
  const named = (value: string): string | null => (value === '' ? null : decodeURIComponent(value));
  return {
    user: named(url.username),
    database: named(url.pathname.slice(1)),
    place: url.searchParams.get('host') ?? named(url.host) ?? 'this machine',
  };
}

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

/** A URL for the same connection, for other programs and messages on test databases. */
export function connectionUrl(connection: Connection): string {
  if (connection.kind === 'url') return connection.url;
  return `postgresql://${encodeURIComponent(connection.user)}@/${encodeURIComponent(connection.database)}?host=${encodeURIComponent(connection.host)}`;
}

/** The same connection without what only its owner should read. */
export function describeConnection(connection: Connection): string {
  if (connection.kind === 'socket') return `${connection.database} on ${connection.host} as ${connection.user}`;
  const url = new URL(connection.url);
  return `${url.pathname.slice(1) || url.username} on ${url.host || url.searchParams.get('host') || 'this machine'} as ${url.username}`;
}

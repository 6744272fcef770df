/** The typed client of the route table over this connection. What comes back is read by the route's schema: another shape is refused, not guessed at. */
import { makeClient, urlOf } from '@fettle/protocol/client';
import type { ApiClient, CallInput, Send } from '@fettle/protocol/client';
import { routes } from '@fettle/protocol/routes';
import type { Route, RouteName } from '@fettle/protocol/routes';
import type { Io } from '../io.ts';
import { Refused } from '../refused.ts';
import { sendOver, wireTo } from './send.ts';
import { connectionSettings } from './settings.ts';
import type { ConnectionOptions } from './settings.ts';

export type DocumentName =
  | 'getReport'
  | 'getReportPdf'
  | 'getTestAttachment'
  | 'getFleetReportFile'
  | 'getProgrammeDocument'
  | 'getProgrammePdf'
  | 'getProcessAuditDocument'
  | 'getProcessAuditPdf'
  | 'getMonthDocument'
  | 'getMonthPdf'
  | 'getEvidencePack'
  | 'exportAudit';

export type Connection = {
  readonly server: string;
  /** The pinned fingerprint of the root key; null: none is known here. */
  readonly rootKeyId: string | null;
  readonly api: ApiClient;
  /** A document as the bytes that it is. */
  readonly document: <N extends DocumentName>(name: N, input: CallInput<N>) => Promise<Uint8Array>;
};

/** Reads the settings; nothing is sent yet. */
export function connect(io: Pick<Io, 'env' | 'folder'>, options: ConnectionOptions): Connection {
  const settings = connectionSettings(io, options);
  const wire = wireTo(settings);
  return {
    server: settings.server,
    rootKeyId: settings.rootKeyId,
    api: readingClient(sendOver(wire, settings.server)),
    document: async (name, input) => (await wire({ method: routes[name].method, url: urlOf(name, input), body: undefined })).bytes,
  };
}

/** A client whose answers are read by the schemas of the table. */
export function readingClient(send: Send): ApiClient {
  const client = makeClient(send);
  const reading = async (name: RouteName, input: CallInput<RouteName>): Promise<unknown> => read(name, await client(name, input));
  // Typed per route by the table, like the client that it wraps.
  return reading as ApiClient;
}

function read(name: RouteName, body: unknown): unknown {
  const { response }: Route = routes[name];
  if (typeof response === 'string') return body;
  const parsed = response.safeParse(body);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new Refused({
    code: 'cli.answer-shape',
    title: 'The answer has another shape',
    detail: `The server's answer to ${name} is not what this version of fettle knows (${first?.path.join('.') ?? ''}: ${first?.message ?? 'unreadable'}).`,
    remedy: 'Use the fettle that came with the server.',
  });
}

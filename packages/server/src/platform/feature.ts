/**
 * What a feature is to the server: handlers for routes of the table, work that runs in the background, and the context that all of it is given.
 * A refusal is a value; only faults of ours are thrown.
 */
import type { SigningKey } from '@fettle/proof/keys';
import type { CallOutput } from '@fettle/protocol/client';
import type { ErrorCode } from '@fettle/protocol/errors';
import type { Permission } from '@fettle/protocol/permissions';
import type { RouteName, Routes } from '@fettle/protocol/routes';
import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Config } from './config/index.ts';
import type { Db, Tx, Wake } from './database/index.ts';
import type { Log } from './log.ts';

/** The pseudo client of the provider: its audit chain lives under the nil UUID. */
export const providerId = '00000000-0000-0000-0000-000000000000';

export type Context = {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: Wake;
  /** This server's own key: signs replies, instructions and checkpoints. It can not approve. */
  readonly serverKey: SigningKey;
  /** Origins as people and agents reach them, without a closing slash. */
  readonly publicUrl: () => string;
  readonly agentUrl: () => string;
  readonly newId: () => string;
  /** RFC 3339, milliseconds. */
  readonly now: () => string;
};

/** Who asks. `scope` are the clients whose rows the actor may see; it holds `providerId` where the provider's own records are open to the actor. */
export type Actor = {
  readonly kind: 'person' | 'api key' | 'system';
  readonly id: string;
  readonly name: string;
  readonly everywhere: boolean;
  readonly scope: readonly string[];
  /** Whether the actor has this permission for this client; without a client: for the installation (a grant for all clients). */
  readonly can: (permission: Permission, clientId?: string) => boolean;
  /** The clients of `scope` for which the actor has this permission. */
  readonly scopeFor: (permission: Permission) => readonly string[];
};

export type ApiRefusal = {
  readonly refused: true;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
};

/** A refusal of the API: the code is the contract, the sentence is for the person. */
export function refuse(code: ErrorCode, detail: string, errors?: ApiRefusal['errors']): ApiRefusal {
  return errors === undefined ? { refused: true, code, detail } : { refused: true, code, detail, errors };
}
export function isRefusal(value: unknown): value is ApiRefusal {
  return typeof value === 'object' && value !== null && 'refused' in value && value.refused === true;
}

type Out<R, K extends string> = R extends { readonly [P in K]: infer S } ? (S extends z.ZodType ? z.output<S> : undefined) : undefined;

/** One call of a route, parsed. For routes that are `open`, `actor` is the system without any permission. */
export type Call<N extends RouteName> = {
  readonly context: Context;
  readonly actor: Actor;
  readonly params: Out<Routes[N], 'params'>;
  readonly query: Out<Routes[N], 'query'>;
  readonly body: Out<Routes[N], 'body'>;
  readonly requestId: string;
  readonly address: string;
  readonly userAgent: string;
  readonly sessionToken: string | null;
  /** Sets or, with null, ends the session cookie (HttpOnly, SameSite=Strict, Secure on https). */
  readonly setSession: (token: string | null, expiresAt?: string) => void;
};
/** Documents (html, pdf, json-lines) are answered as bytes with a file name. */
export type Document = {
  readonly document: true;
  readonly contentType: string;
  readonly fileName: string;
  readonly body: string | Uint8Array;
};
export type Handler<N extends RouteName> = (
  call: Call<N>,
) => Promise<(Routes[N]['response'] extends z.ZodType ? CallOutput<N> : Document) | ApiRefusal>;
export type Handlers = { readonly [N in RouteName]?: Handler<N> };

/** Handlers of the agents' listener: the body is an envelope as it came; the answer is an envelope, or an ApiRefusal. */
export type AgentHandlers = {
  readonly [path: string]: (call: {
    readonly context: Context;
    readonly body: unknown;
    readonly address: string;
    readonly requestId: string;
  }) => Promise<unknown>;
};

/** A file that an agent's listener hands out as it lies on disk. */
export type FileDownload = { readonly path: string; readonly bytes: number; readonly contentType: string; readonly fileName: string };
export type AgentDownloads = { readonly [path: string]: (context: Context) => Promise<FileDownload | ApiRefusal> };

export type Stop = () => Promise<void>;
export type Feature = {
  readonly name: string;
  readonly handlers?: Handlers;
  readonly agentHandlers?: AgentHandlers;
  /** Files at addresses of the agents' listener, by GET. */
  readonly agentDownloads?: AgentDownloads;
  /** Background work; called once the database is migrated and before the listeners open. */
  readonly start?: (context: Context) => Promise<Stop>;
};

/** Topics of hints: `changed` carries what screens should look at again. */
export type ChangeHint = {
  readonly clientId: string;
  readonly what:
    | 'device'
    | 'deployment'
    | 'update'
    | 'policy'
    | 'client'
    | 'notice'
    | 'today'
    | 'trust'
    | 'people'
    | 'feed'
    | 'decision'
    | 'lifecycle'
    | 'known-issue'
    | 'calendar'
    | 'campaign'
    | 'rollback'
    | 'checklist'
    | 'programme'
    | 'month'
    | 'process-audit';
  readonly id: string | null;
};
export type { Tx };

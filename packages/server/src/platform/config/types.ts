import type { LogLevel } from '../log.ts';

/** Where to listen. Port 0 asks the machine for any free port. */
export type Listener = { readonly host: string; readonly port: number };

export type DatabaseConfig =
  /** `binFolder`: a folder with `initdb` and `postgres` in place of the packaged ones, or null. */
  | { readonly kind: 'embedded'; readonly binFolder: string | null }
  | { readonly kind: 'external'; readonly url: string; readonly ownerUrl: string | null };

/** Where published advisories come from: their publishers, a folder that somebody fills (a site without internet), or nowhere. */
export type FeedsConfig = { readonly kind: 'publishers' } | { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'off' };

export type Config = {
  /** Absolute. Everything the server keeps, its keys excepted. */
  readonly dataFolder: string;
  /** Absolute, never inside the data folder nor around it. */
  readonly keysFolder: string;
  readonly people: Listener;
  readonly agents: Listener;
  /** Origin under which people reach the console, without a closing slash; null: derived from where the server listens. */
  readonly publicUrl: string | null;
  /** The same for agents. */
  readonly agentPublicUrl: string | null;
  /** Addresses or CIDR ranges of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  readonly database: DatabaseConfig;
  readonly mail: { readonly smtpUrl: string | null; readonly from: string | null };
  /** Addresses or CIDR ranges of the inside into which notices may be posted. */
  readonly noticeNetworks: readonly string[];
  /** Seconds between the check-ins of an agent. */
  readonly checkInSeconds: number;
  /** The provider's name; read at the first start. */
  readonly providerName: string;
  /** Whether this machine enrols itself as the first device, in observe mode. */
  readonly localAgent: boolean;
  readonly feeds: FeedsConfig;
};

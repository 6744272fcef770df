/** The whole server of app.ts on a database of its own, both listeners, with its background work; nothing listens, requests are injected. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningKey } from '@fettle/proof/keys';
import { urlOf } from '@fettle/protocol/client';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { routes } from '@fettle/protocol/routes';
import type { Route, RouteName } from '@fettle/protocol/routes';
import type { FastifyInstance } from 'fastify';
import { fettle } from './app.ts';
import { firstLink } from './people/index.ts';
import { password, tokenOf } from './people/testing/people.ts';
import { totpAt } from './people/totp.ts';
import type { SettableClock } from './platform/clock.ts';
import type { Context, Stop } from './platform/feature.ts';
import { buildAgentApp, buildPeopleApp } from './platform/http/index.ts';
import { openTestContext } from './platform/testing/index.ts';
import type { TestContext } from './platform/testing/index.ts';
import { readRootKey } from './trust/index.ts';

/** How a request says who it comes from. */
export type Credentials = Readonly<Record<string, string>>;
export type Got = { readonly status: number; readonly text: string; readonly code: string | null };
export type Person = { readonly id: string; readonly mail: string; readonly totpSecret: string; readonly credentials: Credentials };

export type WholeApp = {
  readonly given: TestContext;
  readonly context: Context;
  readonly clock: SettableClock;
  readonly people: FastifyInstance;
  readonly agents: FastifyInstance;
  readonly root: SigningKey;
  /** Any call, also one that does not fit the route's schemas. */
  readonly send: (who: Credentials, name: RouteName, input: { params?: unknown; query?: unknown; body?: unknown }) => Promise<Got>;
  /** A call that must be answered. */
  readonly call: <N extends RouteName>(who: Credentials, name: N, input: CallInput<N>) => Promise<CallOutput<N>>;
  /** Enters by a one-time link. */
  readonly enter: (link: string, as: { readonly name: string; readonly mail: string }) => Promise<Person>;
  readonly first: () => Promise<Person>;
  readonly close: () => Promise<void>;
};

export const origin = 'http://127.0.0.1:8440';

export async function openWholeApp(): Promise<WholeApp> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-whole-'));
  const given = await openTestContext({
    FETTLE_DATA: join(folder, 'data'),
    FETTLE_KEYS: join(folder, 'keys'),
    FETTLE_LOCAL_AGENT: 'off',
    FETTLE_FEEDS: join(folder, 'feeds'),
  });
  const parts = fettle();
  const context: Context = { ...given.context, serverKey: parts.serverKey(given.context.config.keysFolder) };
  await parts.prepare?.(context, () => undefined);
  const { features, authenticate } = parts;
  const people = await buildPeopleApp({ context, features, authenticate, consoleFolder: join(folder, 'none') });
  const agents = await buildAgentApp({ context, features });
  await Promise.all([people.ready(), agents.ready()]);
  const stops: Stop[] = [];
  for (const feature of features) if (feature.start !== undefined) stops.push(await feature.start(context));
  const root = readRootKey(context.config.keysFolder);
  if (root === null) throw new Error('there is no root key');

  const send: WholeApp['send'] = async (who, name, input) => {
    const { method }: Route = routes[name];
    const body = input.body === undefined ? {} : { payload: JSON.stringify(input.body) };
    const type = input.body === undefined ? {} : { 'content-type': 'application/json' };
    const got = await people.inject({ method, url: urlOf(name, input), headers: { ...who, ...type }, ...body });
    const refused = String(got.headers['content-type']).startsWith('application/problem+json');
    return { status: got.statusCode, text: got.body, code: refused ? got.json<{ code: string }>().code : null };
  };
  const call: WholeApp['call'] = async (who, name, input) => {
    const got = await send(who, name, input);
    if (got.status !== 200) throw new Error(`${name} was refused: ${got.status} ${got.text}`);
    const { response }: Route = routes[name];
    // The listener has put it through the route's own schema.
    return (typeof response === 'string' ? got.text : JSON.parse(got.text)) as CallOutput<typeof name>;
  };
  const enter: WholeApp['enter'] = async (link, as) => {
    const post = (url: string, payload: object) => people.inject({ method: 'POST', url, payload, headers: { origin } });
    const token = tokenOf(link);
    const { totpSecret } = (await post('/api/v1/welcome', { token })).json<{ totpSecret: string }>();
    const code = totpAt(totpSecret, context.clock.now());
    const entered = await post('/api/v1/welcome/complete', { token, ...as, password, code });
    if (entered.statusCode !== 200) throw new Error(`nobody entered: ${entered.body}`);
    const me = entered.json<{ csrf: string; person: { id: string } }>();
    const [cookie] = entered.cookies;
    const credentials = { cookie: `${cookie?.name}=${cookie?.value}`, 'x-csrf-token': me.csrf, origin };
    return { id: me.person.id, mail: as.mail, totpSecret, credentials };
  };
  return {
    given,
    context,
    clock: given.clock,
    people,
    agents,
    root,
    send,
    call,
    enter,
    first: async () => enter((await firstLink(context)) ?? '', { name: 'Anna', mail: 'anna@example.org' }),
    async close() {
      await Promise.all([people.close(), agents.close()]);
      for (const stop of stops.toReversed()) await stop();
      await given.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

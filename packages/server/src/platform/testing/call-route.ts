/** Calls a feature's handler as the listener would: input and answer go through the route's schemas. For tests that need no HTTP. */
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { routes } from '@fettle/protocol/routes';
import type { Route, RouteName } from '@fettle/protocol/routes';
import { isRefusal } from '../feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handler, Handlers } from '../feature.ts';

export type CallGiven = {
  readonly context: Context;
  readonly handlers: Handlers | undefined;
  readonly actor: Actor;
  readonly sessionToken?: string;
  readonly setSession?: (token: string | null, expiresAt?: string) => void;
};

/** The answer as the route's schema lets it out, or the refusal. Throws where the answer does not fit the schema. */
export async function callRoute<N extends RouteName>(given: CallGiven, name: N, input: CallInput<N>): Promise<CallOutput<N> | ApiRefusal> {
  const route: Route = routes[name];
  const handler = given.handlers?.[name];
  if (handler === undefined) throw new Error(`No handler answers ${name}.`);
  const raw: { params?: unknown; query?: unknown; body?: unknown } = input;
  // Parsed by this route's own schemas, so the parts have its types.
  const call = {
    context: given.context,
    actor: given.actor,
    params: route.params?.parse(raw.params),
    query: route.query?.parse(raw.query ?? {}),
    body: route.body?.parse(raw.body),
    requestId: 'test',
    address: '127.0.0.1',
    userAgent: 'test',
    sessionToken: given.sessionToken ?? null,
    setSession: given.setSession ?? (() => undefined),
  } as Call<N>;
  const answer: unknown = await (handler as Handler<N>)(call);
  if (isRefusal(answer)) return answer;
  const { response } = route;
  return (typeof response === 'string' ? answer : response.parse(answer)) as CallOutput<N>;
}

/** The answer where it must be one; else the refusal's words as an error. */
export async function answerOf<N extends RouteName>(given: CallGiven, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await callRoute(given, name, input);
  if (isRefusal(answer)) throw new Error(`${name} was refused: ${answer.code}: ${answer.detail}`);
  return answer;
}

/** The refusal's code where it must be one. */
export async function refusalOf<N extends RouteName>(given: CallGiven, name: N, input: CallInput<N>): Promise<string> {
  const answer = await callRoute(given, name, input);
  if (!isRefusal(answer)) throw new Error(`${name} was not refused.`);
  return answer.code;
}

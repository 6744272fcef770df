/** May this actor call this route, at all and for the client that the request names. Handlers narrow further by the actor's scope. */
import type { Route } from '@fettle/protocol/routes';
import type { Actor } from '../feature.ts';

/** Who calls an open route: the system, without any permission. */
export const nobody: Actor = {
  kind: 'system',
  id: 'nobody',
  name: 'nobody',
  everywhere: false,
  scope: [],
  can: () => false,
  scopeFor: () => [],
};

/** Before the request is parsed: for the installation where the route is the provider's, for some client where it is the clients'. */
export function mayCall(actor: Actor, route: Route): boolean {
  if (route.permission === 'open' || route.permission === 'signed-in') return true;
  if (actor.can(route.permission)) return true;
  return route.tenant !== 'provider' && actor.scopeFor(route.permission).length > 0;
}

type Input = { readonly path: string; readonly params: unknown; readonly query: unknown; readonly body: unknown };

/** After it is parsed: for every client that path, query or body name. */
export function mayCallFor(actor: Actor, route: Route, input: Input): boolean {
  const { permission } = route;
  if (permission === 'open' || permission === 'signed-in' || route.tenant !== 'client') return true;
  const ofPath = input.path.startsWith('/api/v1/clients/:id') ? field(input.params, 'id') : null;
  const named = [ofPath, field(input.query, 'clientId'), field(input.body, 'clientId')].filter((id) => id !== null);
  return named.every((id) => actor.can(permission, id));
}

function field(from: unknown, name: string): string | null {
  if (typeof from !== 'object' || from === null) return null;
  const value: unknown = Reflect.get(from, name);
  return typeof value === 'string' ? value : null;
}

/** Clients with their sites, contacts and enrolment tokens. */
import type { Feature } from '../platform/feature.ts';
import { clientHandlers } from './handlers.ts';
import type { ClientNews } from './views.ts';

export { lockToken, tokenClient, useToken } from './tokens.ts';
export type { Redeemed } from './tokens.ts';
export { silentBefore, silentHours } from './views.ts';
export type { ClientNews } from './views.ts';
export { addClient, addToken } from './store.ts';
export { newToken } from './tokens.ts';
export { currentTrust, enrolLine } from './enrol-lines.ts';

export function clientsFeature(news: ClientNews): Feature {
  return { name: 'clients', handlers: clientHandlers(news) };
}

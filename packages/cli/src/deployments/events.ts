/** Events of a deployment as they come: each once, in order. */
import type { ApiClient, CallOutput } from '@fettle/protocol/client';

export type DeploymentEvent = CallOutput<'getDeploymentEvents'>['items'][number];

/** Returns a function that gives what is new since it was asked last, oldest first. The server gives pages newest first. */
export function eventReader(api: ApiClient, id: string): () => Promise<readonly DeploymentEvent[]> {
  let seen = 0;
  return async () => {
    const fresh: DeploymentEvent[] = [];
    let after: string | null = null;
    do {
      const query: { limit: number; after?: string } = after === null ? { limit: 500 } : { limit: 500, after };
      const page: { items: DeploymentEvent[]; next: string | null } = await api('getDeploymentEvents', { params: { id }, query });
      fresh.push(...page.items.filter(({ seq }) => seq > seen));
      after = page.items.some(({ seq }) => seq <= seen) ? null : page.next;
    } while (after !== null);
    fresh.sort((a, b) => a.seq - b.seq);
    seen = fresh.at(-1)?.seq ?? seen;
    return fresh;
  };
}

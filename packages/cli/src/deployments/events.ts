/** Events of a deployment as they come: each once, in order. */
import type { ApiClient, CallOutput } from '@fettle/protocol/client';

export type DeploymentEvent = CallOutput<'getDeploymentEvents'>['items'][number];

/** Returns a function that gives what is new since it was asked last. Pages may come in either order. */
export function eventReader(api: ApiClient, id: string): () => Promise<readonly DeploymentEvent[]> {
  let seen = 0;
  /** The page to begin with: where pages go up, older ones need not be read again. */
  let from: string | undefined;
  return async () => {
    const fresh: DeploymentEvent[] = [];
    let after = from;
    for (;;) {
      const query = { limit: 500, ...(after === undefined ? {} : { after }) };
      const page = await api('getDeploymentEvents', { params: { id }, query });
      fresh.push(...page.items.filter(({ seq }) => seq > seen));
      const goesUp = (page.items.at(-1)?.seq ?? 0) >= (page.items[0]?.seq ?? 0);
      const reachedKnown = !goesUp && (page.items.at(-1)?.seq ?? 0) <= seen;
      if (page.next === null || reachedKnown) break;
      after = page.next;
      if (goesUp) from = after;
    }
    fresh.sort((a, b) => a.seq - b.seq);
    seen = fresh.at(-1)?.seq ?? seen;
    return fresh;
  };
}

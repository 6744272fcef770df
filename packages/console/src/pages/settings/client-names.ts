import { useQuery } from '@tanstack/react-query';
import { reading } from '../../api.ts';
import { plainName } from '../../ui/name-text.ts';

/** Names of clients by id, as far as this person sees them. */
export function useClientNames(): (id: string) => string | undefined {
  const clients = useQuery(reading('listClients', { query: { limit: 500 } })).data?.items ?? [];
  return (id) => {
    const found = clients.find((client) => client.id === id);
    return found === undefined ? undefined : plainName(found.name);
  };
}

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { plainName } from '../ui/name-text.ts';

/** What stands for all clients in such a field. */
export const everybody = 'all';

type Props = { readonly input: { readonly value?: unknown; readonly onChange?: unknown; readonly error?: unknown } };

/** For all clients, or for one of them. `input`: what the form says of its field. */
export function WhomField({ input }: Props): ReactNode {
  const clients = useQuery(reading('listClients', { query: { limit: 500 } })).data;
  return (
    <Select
      label="For whom"
      data={[
        { value: everybody, label: 'All clients' },
        ...(clients?.items.map((one) => ({ value: one.id, label: plainName(one.name) })) ?? []),
      ]}
      searchable
      {...(input as object)}
    />
  );
}

import { Select } from '@mantine/core';
import type { PolicyLevel } from '@fettle/core/policy';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { SelectionPreview } from './SelectionPreview.tsx';

type Props = { level: PolicyLevel; subjectId: string | null; body: unknown };

/** Of what holds for several clients: what would be selected at one of them, which one chooses. */
export function SelectionOfClients({ level, subjectId, body }: Props): ReactNode {
  const inView = useClientInView() ?? null;
  const [chosen, choose] = useState<string | null>(null);
  const query = useQuery(reading('listClients', { query: { limit: 500 } }));
  return (
    <Loaded query={query} lines={4}>
      {({ items }) => {
        const clientId = [chosen, inView, items[0]?.id].find((id) => items.some((one) => one.id === id)) ?? null;
        return clientId === null ? null : (
          <>
            <Select
              label="Look at it for"
              description="It holds for every client; what it selects depends on what the devices of each are offered, and on what the client’s own levels say."
              data={items.map(({ id, name }) => ({ value: id, label: name }))}
              value={clientId}
              onChange={choose}
              searchable
              allowDeselect={false}
              nothingFoundMessage="No client of that name."
            />
            <SelectionPreview clientId={clientId} level={level} subjectId={subjectId} body={body} />
          </>
        );
      }}
    </Loaded>
  );
}

import { MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { plainName } from '../../ui/name-text.ts';
import type { DecisionValues } from './draft.ts';

const scopes = [
  { value: 'client', label: 'The whole client' },
  { value: 'site', label: 'Some sites' },
  { value: 'devices', label: 'Some devices' },
];

type Props = Pick<DecisionValues, 'clientId' | 'scope'> & {
  /** What is wrong with what was chosen. */
  missing: ReactNode;
  /** The props of a field of the form that it stands in. */
  field: (name: 'scope' | 'siteIds' | 'deviceIds') => object;
};

/** Where something holds that a person says: as wide as it is true, never device by device where a site is meant. */
export function ScopeFields({ clientId, scope, missing, field }: Props): ReactNode {
  const client = useQuery({ ...reading('getClient', { params: { id: clientId } }), enabled: scope === 'site' && clientId !== '' }).data;
  const devices = useQuery({
    ...reading('listDevices', { query: { clientId, limit: 500 } }),
    enabled: scope === 'devices' && clientId !== '',
  }).data;
  return (
    <>
      <Select
        label="Holds for"
        description="Devices that come to a site or the client later are in."
        data={scopes}
        allowDeselect={false}
        {...field('scope')}
        error={null}
      />
      {scope === 'site' && (
        <MultiSelect
          label="Sites"
          data={client?.siteList.map((site) => ({ value: site.id, label: plainName(site.name) })) ?? []}
          {...field('siteIds')}
          error={missing}
        />
      )}
      {scope === 'devices' && (
        <MultiSelect
          label="Devices"
          data={devices?.items.map((device) => ({ value: device.id, label: plainName(device.name) })) ?? []}
          searchable
          limit={50}
          hidePickedOptions
          nothingFoundMessage="No device has this in its name"
          {...field('deviceIds')}
          error={missing}
        />
      )}
    </>
  );
}

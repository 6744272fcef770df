import { Button, Select } from '@mantine/core';
import { roles } from '@fettle/protocol/permissions';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { plainName } from '../ui/name-text.ts';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { type Grant, roleIds, roleMeans, roleOf } from './grants.ts';
import style from './form.module.css';

/** Which role for which client; several add up. */
export function GrantsField({
  grants,
  onChange,
  error,
}: {
  grants: readonly Grant[];
  onChange: (grants: readonly Grant[]) => void;
  error?: string | null;
}): ReactNode {
  const clients = useQuery(reading('listClients', { query: { limit: 500 } })).data?.items ?? [];
  const places = [{ value: '', label: 'all clients' }, ...clients.map((client) => ({ value: client.id, label: plainName(client.name) }))];
  return (
    <fieldset className={style.set}>
      <legend className={style.legend}>Roles</legend>
      {grants.map((grant, index) => (
        // A grant is known by its place; both its parts are being chosen.
        <div key={index} className={style.grant}>
          <Select
            label="Role"
            data={roleIds.map((id) => ({ value: id, label: roles[id].label }))}
            description={roleMeans[grant.role]}
            value={grant.role}
            onChange={(value) => onChange(grants.with(index, { ...grant, role: roleOf(value) }))}
          />
          <Select
            label="For"
            data={places}
            value={grant.clientId ?? ''}
            onChange={(value) => onChange(grants.with(index, { ...grant, clientId: value === null || value === '' ? null : value }))}
            searchable
            limit={60}
            nothingFoundMessage="No client has this in its name"
          />
          <ReasonButton
            variant="subtle"
            reason={grants.length === 1 ? 'One role is needed at least.' : null}
            onClick={() => onChange(grants.toSpliced(index, 1))}
          >
            Remove
          </ReasonButton>
        </div>
      ))}
      {error !== null && error !== undefined && <p className={style.wrong}>{error}</p>}
      <Button variant="subtle" onClick={() => onChange([...grants, { role: 'reader', clientId: null }])}>
        Add a role
      </Button>
    </fieldset>
  );
}

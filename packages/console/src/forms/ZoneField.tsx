import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

const zones = Intl.supportedValuesOf('timeZone');

/** A site's time zone; windows are kept in it. `UTC` is offered too, which browsers leave out of their list. */
export function ZoneField({ value, onChange, error }: { value: string; onChange: (zone: string) => void; error?: ReactNode }): ReactNode {
  const data = [...new Set(['UTC', value, ...zones])];
  return (
    <Select
      label="Time zone"
      description="Maintenance windows open by the clock of this zone."
      data={data}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      searchable
      limit={60}
      error={error}
      nothingFoundMessage="No zone has this in its name"
    />
  );
}

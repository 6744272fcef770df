import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { sorted } from '../../ui/table/column.ts';
import { paths } from '../../paths.ts';
import { Age } from '../../ui/Time.tsx';
import { offerColumns, offerKey, offerOrders } from './offer-columns.tsx';
import { OfferDetail } from './OfferDetail.tsx';
import { OfferOrForm } from './OfferWord.tsx';
import type { Device } from './types.ts';

/** What the device's own package manager offers to it. "Nothing" is said only where it could be asked. */
export function MissingTab({ device }: { device: Device }): ReactNode {
  const query = useQuery(reading('getDeviceUpdates', { params: { id: device.id } }));
  const { part, sort, onSort, change } = useListState();
  const kind = oneOf(part('class'), ['security', 'normal']);
  const text = part('q').toLocaleLowerCase();
  if (device.missing === null)
    return (
      <Empty title="What this device misses is not known">
        Its package manager has not answered yet, or could not be asked. Nothing is shown rather than something old.
      </Empty>
    );
  return (
    <Loaded query={query} lines={10}>
      {({ items }) => {
        const rows = sorted(
          items.filter((offer) => (kind === undefined || offer.class === kind) && offer.name.toLocaleLowerCase().includes(text)),
          sort,
          offerOrders,
        );
        const open = items.find((offer) => offerKey(offer) === part('open'));
        return (
          <>
            <FilterBar
              search={{ label: 'Package', value: part('q') }}
              filters={[
                {
                  id: 'class',
                  label: 'Class',
                  value: kind ?? '',
                  options: [
                    { value: '', label: 'Any class' },
                    { value: 'security', label: 'Security' },
                    { value: 'normal', label: 'Normal' },
                  ],
                },
              ]}
              onChange={change}
              summary={`${rows.length} of ${items.length} updates`}
            />
            <DataTable
              label="Updates that this device misses"
              columns={offerColumns}
              rows={rows}
              rowKey={offerKey}
              rowHref={(offer) =>
                paths.device(device.id, { tab: 'missing', class: kind, q: part('q'), sort: part('sort'), open: offerKey(offer) })
              }
              sort={sort}
              onSort={onSort}
              current={part('open')}
              empty={
                items.length === 0 ? (
                  <Empty title="It misses nothing that is offered to it">
                    By its own package manager, whose lists were refreshed{' '}
                    <Age at={device.listsRefreshedAt} zone={device.zone} absent="at a time that is not known" />.
                  </Empty>
                ) : (
                  <Empty title="No update fits">{items.length} are offered; none fits the filters.</Empty>
                )
              }
            />
            {open !== undefined && (
              <DetailDrawer title={<Name of={`${open.name} ${open.to}`} wraps />} onClose={() => change({ open: '', do: '' })}>
                <OfferOrForm offer={open} device={device}>
                  <OfferDetail offer={open} device={device} />
                </OfferOrForm>
              </DetailDrawer>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

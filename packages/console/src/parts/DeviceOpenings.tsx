import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { paths } from '../paths.ts';
import { Loaded } from '../session/Loaded.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { plainName } from '../ui/name-text.ts';
import { OpeningsList } from '../ui/OpeningsList.tsx';
import { Section } from '../ui/Section.tsx';
import { levelWords } from './level-words.ts';
import { openingOf } from './openings.tsx';
import style from './DeviceOpenings.module.css';

type Openings = CallOutput<'getOpenings'>;
type Set = Openings['sets'][number];

/** Of whom: a site, a group, a device, or with none of them all devices of the client. */
type Of = { readonly siteId?: string; readonly groupId?: string; readonly deviceId?: string };

/** When these devices may change next, by the policy of each: by the site's clock, the client's and the viewer's. */
export function DeviceOpenings({ clientId, of = {} }: { clientId: string; of?: Of }): ReactNode {
  const query = useQuery(reading('getOpenings', { params: { id: clientId }, query: of }));
  const zone = query.data?.clientZone ?? null;
  return (
    <Section
      title="Next windows"
      note={
        zone === null ? undefined : (
          <>
            The next 12 openings, by each site’s clock; where yours or the client’s is another, that stands beside. The client’s is that of
            its first site, <Name of={zone.site} /> ({zone.zone}).
          </>
        )
      }
    >
      <Loaded query={query} lines={8}>
        {(found) => <Found found={found} clientId={clientId} single={of.deviceId !== undefined} />}
      </Loaded>
    </Section>
  );
}

function Found({ found, clientId, single }: { found: Openings; clientId: string; single: boolean }): ReactNode {
  const { sets, more, closed, anyTime, devices } = found;
  if (sets.length === 0 && closed.length === 0)
    return (
      <Empty title="No policy, so no window" action={<a href={paths.policies({ client: clientId })}>Go to the policies</a>}>
        Without a window nothing changes on these devices by itself. A policy says what is selected, through which rings, and when.
      </Empty>
    );
  return (
    <div className={style.sets}>
      {closed.map(({ because, devices: count, deviceNames }) => (
        <Notice
          key={because}
          status="failing"
          title={single ? 'Nothing opens for it' : `Nothing opens for ${count} of ${devices} devices: ${namesOf(deviceNames, count)}`}
        >
          <Name of={because} wraps />
        </Notice>
      ))}
      {sets.map((set) => (
        <OneSet key={set.id} set={set} of={devices} single={single} alone={sets.length === 1} />
      ))}
      {more > 0 && (
        <p className={style.soft}>
          {more === 1 ? '1 more window is' : `${more} more windows are`} not shown: look at one site, group or device.
        </p>
      )}
      {anyTime.length > 0 && (
        <p className={style.soft}>
          Besides, updates of {anyTime.length === 1 ? 'the lane' : 'the lanes'} <Name of={anyTime.join(', ')} wraps /> may be installed at
          any time; freezes still hold.
        </p>
      )}
    </div>
  );
}

/** The window of some devices, with who says it. */
function OneSet({ set, of, single, alone }: { set: Set; of: number; single: boolean; alone: boolean }): ReactNode {
  const { saidBy, lane, words, zone, openings } = set;
  const href = saidBy.level === 'client' ? paths.policy(saidBy.policyId) : paths.levelPolicy(saidBy.policyId);
  return (
    <div className={style.set}>
      <h3 className={style.title}>
        {zone}
        {lane !== null && (
          <>
            {' '}
            (updates of the lane <Name of={lane} />)
          </>
        )}
      </h3>
      <p className={style.soft}>
        <Name of={words} wraps />, said by{' '}
        <a href={href}>
          <Name of={`${saidBy.name}, version ${saidBy.version}`} wraps />
        </a>{' '}
        (<Name of={levelWords(saidBy)} wraps />)
        {!single && set.devices > 0 && !(alone && set.devices === of) && (
          <>
            {' '}
            for {set.devices} of {of} devices: <Name of={namesOf(set.deviceNames, set.devices)} wraps />
          </>
        )}
        {!single && <> at {plainName(set.sites.join(', '))}</>}.
      </p>
      <OpeningsList zone={zone} openings={openings.map(openingOf)} />
    </div>
  );
}

function namesOf(names: readonly string[], count: number): string {
  const more = count - names.length;
  return `${names.map(plainName).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

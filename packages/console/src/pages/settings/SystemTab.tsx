import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { bytes } from '../../parts/marks.tsx';
import { OverallLimitsForm } from '../../forms/limits-save.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Count, number } from '../../ui/Count.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { duration } from '../../ui/time.ts';

/** What the server is and how it is: version, addresses, database, mail. Changed in its configuration, not here. */
export function SystemTab(): ReactNode {
  const query = useQuery(reading('getSettings', {}));
  return (
    <Loaded query={query} lines={10}>
      {(settings) => (
        <>
          <Section title="This installation" note="These are set in the server’s configuration; a change needs a restart.">
            <KeyValue
              facts={[
                { name: 'Provider', value: <Name of={settings.providerName} /> },
                { name: 'Version', value: settings.version },
                { name: 'Running since', value: <Time at={settings.startedAt} /> },
                { name: 'For people', value: settings.publicUrl },
                { name: 'For agents', value: settings.agentUrl },
                { name: 'Check-in', value: `every ${duration(settings.checkInSeconds)}` },
              ]}
            />
          </Section>
          <OverallLimits />
          <Section title="Mail">
            <KeyValue
              facts={[
                {
                  name: 'Mail server',
                  value: settings.smtp.configured ? (
                    <StatusMark status="good" word="configured" quiet />
                  ) : (
                    <StatusMark status="attention" word="none" />
                  ),
                  note: settings.smtp.configured ? undefined : (
                    <>
                      Notices are written to <a href={paths.evidence({ tab: 'notices' })}>the outbox</a> and not sent.
                    </>
                  ),
                },
                { name: 'From', value: settings.smtp.from },
              ]}
            />
          </Section>
          <Section title="Database">
            <KeyValue
              facts={[
                {
                  name: 'Kind',
                  value: settings.database.kind === 'embedded' ? 'embedded: started and kept by this server' : 'given by the configuration',
                },
                { name: 'PostgreSQL', value: settings.database.version },
                { name: 'Size', value: bytes(settings.database.bytes) },
                { name: 'Holds', value: <Holds counts={settings.counts} /> },
              ]}
            />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function Holds({ counts }: { counts: { readonly clients: number; readonly devices: number; readonly software: number } }): ReactNode {
  return (
    <>
      <Count value={counts.clients} href={paths.clients()} label={['client', 'clients']} show />{' '}
      <Count value={counts.devices} href={paths.devices()} label={['device', 'devices']} show /> {number(counts.software)} different
      packages
    </>
  );
}

/** How much is sent over all clients: unlike the rest it is changed here. */
function OverallLimits(): ReactNode {
  const query = useQuery(reading('getOverallLimits', {}));
  const me = useMe();
  const { part, change } = useListState();
  const blocked = mayNot(me, 'policy.write', 'change the limits over all clients');
  const close = (): void => change({ do: '' });
  return (
    <Section
      title="Limits over all clients"
      note="Beside those of clients, sites and rings; the tightest counts."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'limits' })}>
          Change
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={2}>
        {(limits) => (
          <>
            <KeyValue
              facts={[
                { name: 'Devices at once', value: limits.atOnce === null ? 'no limit' : number(limits.atOnce) },
                { name: 'Devices an hour', value: limits.perHour === null ? 'no limit' : number(limits.perHour) },
              ]}
            />
            {blocked === null && part('do') === 'limits' && (
              <DetailDrawer title="Limits over all clients" onClose={close}>
                <OverallLimitsForm limits={limits} onDone={close} />
              </DetailDrawer>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { StandInActions, StandInFacts } from '../../parts/StandIns.tsx';
import { standingInWords } from '../../parts/standing-counts.ts';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Section } from '../../ui/Section.tsx';
import type { Client } from './ClientPage.tsx';

const most = 200;

/** Mission-critical devices of the client, and on what their changes are tried first. */
export function StandInsTab({ client }: { client: Client }): ReactNode {
  const query = useQuery(reading('listStandInStandings', { params: { id: client.id }, query: { limit: most } }));
  return (
    <Loaded query={query} lines={8}>
      {({ items, counts, next }) =>
        items.length === 0 ? (
          <Empty title="No device is mission-critical">
            Say on the page of a device how critical it is. A mission-critical one names the stand-in on which its changes are tried first.
          </Empty>
        ) : (
          <>
            <p>
              {standingInWords(counts)}
              {next === null ? '' : ` The first ${most} are shown.`}
            </p>
            {items.map((row) => (
              <Section
                key={row.deviceId}
                title={plainName(row.deviceName)}
                {...(row.tier === 'mission-critical' ? {} : { note: `Its tier is ${row.tier ?? 'not said'}.` })}
                actions={
                  <StandInActions
                    clientId={client.id}
                    device={{ id: row.deviceId, name: row.deviceName }}
                    standIn={row.standIn}
                    gone={null}
                  />
                }
              >
                <p>
                  <a href={paths.device(row.deviceId)}>Everything of this device</a>
                </p>
                <StandInFacts row={row} />
              </Section>
            ))}
          </>
        )
      }
    </Loaded>
  );
}

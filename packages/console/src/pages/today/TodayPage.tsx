import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { PutOff } from '../../parts/PutOff.tsx';
import { TodayQueue } from '../../parts/TodayQueue.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import style from './TodayPage.module.css';

/** What needs a person now, over all clients or one; then what Fettle will do by itself, and when. */
export function TodayPage(): ReactNode {
  const client = useClientInView();
  const query = useQuery(reading('today', { query: client === undefined ? {} : { clientId: client } }));
  const data = query.data;
  return (
    <>
      <PageHeader
        title="Today"
        lead="What needs a person now. Everything else goes on by itself."
        actions={data !== undefined && <Counts counts={data.counts} client={client} />}
      />
      <Loaded query={query} lines={8}>
        {({ items, next, counts }) => (
          <>
            <Section title="Needs a person" count={items.length}>
              {items.length > 0 ? (
                <TodayQueue items={items} showClient={client === undefined} />
              ) : (
                <Quiet devices={counts.devices} client={client} />
              )}
            </Section>
            <Section title="Next, by itself" note={next.length > 0 ? 'What Fettle will do without anybody, unless it is held.' : undefined}>
              {next.length === 0 ? (
                <p className={style.none}>
                  Nothing is planned. Devices report as usual; new updates appear here when they want a decision.
                </p>
              ) : (
                <ul className={style.next}>
                  {next.map((step) => (
                    <li key={`${step.at} ${step.path} ${step.sentence}`}>
                      <Time at={step.at} />
                      <a href={step.path}>
                        <Name of={step.sentence} wraps />
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </Section>
            {counts.devices > 0 && <PutOff clientId={client} />}
          </>
        )}
      </Loaded>
    </>
  );
}

type CountsOf = {
  readonly clients: number;
  readonly devices: number;
  readonly silent: number;
  readonly updates: number;
  readonly urgent: number;
};

function Counts({ counts, client }: { counts: CountsOf; client: string | undefined }): ReactNode {
  return (
    <div className={style.counts}>
      {client === undefined && <Count value={counts.clients} href={paths.clients()} label={['client', 'clients']} show />}
      <Count value={counts.devices} href={paths.devices({ client })} label={['device', 'devices']} show />
      <Count value={counts.silent} of={counts.devices} href={paths.devices({ client, health: 'unknown' })} label="silent" show />
      <Count
        value={counts.urgent}
        of={counts.updates}
        href={paths.updates({ client, class: 'security' })}
        label={['update urgent', 'updates urgent']}
        show
      />
    </div>
  );
}

/** Nothing waits; with no devices at all, that is because nothing is known yet. */
function Quiet({ devices, client }: { devices: number; client: string | undefined }): ReactNode {
  if (devices > 0) {
    return (
      <Empty title="Nothing needs you now" action={<a href={paths.updates({ client })}>Look at what is offered</a>}>
        No approval, hold, failure, refusal or silent device waits for a person.
      </Empty>
    );
  }
  return (
    <Empty
      title="No device reports here yet"
      action={
        client === undefined ? (
          <a href={paths.clients()}>Choose a client</a>
        ) : (
          <a href={paths.client(client, { tab: 'enrol' })}>Enrol a device</a>
        )
      }
    >
      So this page can not know what needs you. Make an enrolment token on a client's page and run the line that it shows on a machine.
    </Empty>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { DecideDiscoveredForm } from '../../forms/discovered-decide.tsx';
import { PatchedDiscoveredForm } from '../../forms/discovered-patched.tsx';
import { RecordDiscoveredForm } from '../../forms/discovered-record.tsx';
import { discoveredKindWords } from '../../parts/discovered-words.ts';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import style from './clients.module.css';

type One = CallOutput<'getDiscovered'>;
type Sites = readonly { readonly id: string; readonly name: string }[];

/** One machine without an agent: how it stands, what is known, decisions and hand patches, and what may be done. */
export function DiscoveredDrawer({ id, sites, onClose }: { id: string; sites: Sites; onClose: () => void }): ReactNode {
  const query = useQuery(reading('getDiscovered', { params: { id } }));
  return (
    <DetailDrawer title={plainName(query.data?.name ?? 'Machine without agent')} onClose={onClose}>
      <Loaded query={query} lines={8}>
        {(one) => <OneMachine one={one} sites={sites} />}
      </Loaded>
    </DetailDrawer>
  );
}

function OneMachine({ one, sites }: { one: One; sites: Sites }): ReactNode {
  const { part, change } = useListState();
  const blocked = one.mayWrite ? null : 'You may not change machines of this client.';
  const doing = blocked === null ? part('do') : '';
  const back = (): void => change({ do: '' });
  if (doing === 'decide') return <DecideDiscoveredForm one={one} onDone={back} />;
  if (doing === 'patched') return <PatchedDiscoveredForm one={one} onDone={back} />;
  if (doing === 'change') return <RecordDiscoveredForm clientId={one.clientId} sites={sites} before={one} onDone={back} />;
  const isDevice = one.answer === 'enrolled';
  return (
    <>
      <Notice status={one.gap === null ? 'unknown' : 'attention'} title={<Name of={one.sentence} wraps />}>
        {one.deviceId !== null && <a href={paths.device(one.deviceId)}>The device that it is</a>}
        {one.proposed.map(({ deviceId, deviceName, because }) => (
          <p key={deviceId}>
            It may be{' '}
            <a href={paths.device(deviceId)}>
              <Name of={deviceName} />
            </a>
            : {because}.
          </p>
        ))}
      </Notice>
      <div className={style.choices}>
        <ReasonButton reason={blocked} onClick={() => change({ do: 'decide' })}>
          Decide…
        </ReasonButton>
        <ReasonButton
          reason={blocked ?? (isDevice ? 'Its device tells itself what is installed.' : null)}
          onClick={() => change({ do: 'patched' })}
        >
          Patched by hand…
        </ReasonButton>
        <ReasonButton reason={blocked} onClick={() => change({ do: 'change' })}>
          Change…
        </ReasonButton>
      </div>
      <KeyValue
        facts={[
          { name: 'Kind', value: discoveredKindWords[one.kind] },
          { name: 'Site', value: textOf(one.siteName) },
          { name: 'Owner', value: textOf(one.owner) },
          { name: 'Tier', value: one.tier },
          { name: 'Address', value: textOf(one.address) },
          { name: 'Serial number', value: textOf(one.serial) },
          { name: 'MAC address', value: textOf(one.mac) },
          { name: 'System or firmware', value: textOf(one.system) },
          { name: 'Last seen', value: one.lastSeen },
          { name: 'Found by', value: textOf(one.source) },
        ]}
      />
      <Section title="Patched by hand" count={one.patches.length}>
        {one.patches.length === 0 ? (
          <p>No entry yet.</p>
        ) : (
          <ul>
            {one.patches.map((entry) => (
              <li key={entry.id}>
                {entry.doneOn}: <Name of={patchWords(entry)} wraps />
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Decisions" count={one.decisions.length}>
        {one.decisions.length === 0 ? (
          <p>None yet.</p>
        ) : (
          <ul>
            {one.decisions.map((entry) => (
              <li key={entry.id}>
                <Name of={decisionWords(entry)} wraps /> Said by <Name of={entry.by} /> <Age at={entry.at} />.
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function textOf(text: string | null): ReactNode {
  return text === null ? null : <Name of={text} wraps />;
}

function patchWords({ what, fromVersion, toVersion, person, note }: One['patches'][number]): string {
  const versions = [fromVersion === null ? [] : `from ${fromVersion}`, toVersion === null ? [] : `to ${toVersion}`].flat().join(' ');
  return `${[what, versions].filter((text) => text !== '').join(' ')}, by ${person}.${note === null ? '' : ` ${note}`}`;
}

function decisionWords({ answer, deviceName, person, because, reviewOn, rhythmDays }: One['decisions'][number]): string {
  if (answer === 'enrolled') return `It is the device ${deviceName ?? 'that was named'}.`;
  if (answer === 'waved-off') return `Waved off until ${reviewOn ?? ''}; ${person ?? ''} answers for it: ${because ?? ''}`;
  if (answer === 'by-hand') return `Patched by hand once in ${rhythmDays ?? '?'} days; ${person ?? ''} answers for it.`;
  return `Open again: ${because ?? ''}`;
}

import type { ReactNode } from 'react';
import { Count } from '../../ui/Count.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { type CampaignDetail, standingsInWords } from './words.ts';
import style from './campaigns.module.css';

/** The totals, each with what it is of. */
export function CampaignFacts({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const planned = campaign.items.filter(({ until }) => until !== null);
  const last = planned
    .map(({ lastRingFrom }) => lastRingFrom ?? '')
    .toSorted()
    .at(-1);
  const until = planned
    .map((item) => item.until ?? '')
    .toSorted()
    .at(-1);
  return (
    <div className={style.facts}>
      <KeyValue
        columns={2}
        facts={[
          { name: 'Clients', value: <Count value={campaign.clients} label={['client', 'clients']} />, note: standingsInWords(campaign) },
          {
            name: 'Verified',
            value: (
              <Count
                value={campaign.verified}
                of={campaign.devices}
                label={['device verified by a later scan', 'devices verified by a later scan']}
                percent
              />
            ),
            note: campaign.failed === 0 ? undefined : `${campaign.failed} failed or went back`,
          },
          {
            name: 'Past deadline',
            value: (
              <Count
                value={campaign.overdue}
                of={campaign.devices}
                label={['device still without it, past its deadline', 'devices still without it, past their deadline']}
              />
            ),
          },
          {
            name: 'Expected',
            value:
              last === undefined || last === '' || until === undefined ? (
                'there is no plan yet'
              ) : (
                <>
                  last rings not before <Time at={last} />
                </>
              ),
            note:
              until === undefined || until === '' ? undefined : (
                <>
                  nothing starts after <Time at={until} />; the middle of simulated futures stands under What to expect
                </>
              ),
          },
          { name: 'Owner', value: <Name of={campaign.owner} wraps /> },
          {
            name: 'Made',
            value: (
              <>
                <Time at={campaign.createdAt} /> by <Name of={campaign.createdBy} />
              </>
            ),
            note: campaign.source === 'emergency' ? 'Prepared by itself when something urgent became known.' : undefined,
          },
          ...(campaign.reason === '' ? [] : [{ name: 'Reason', value: <Name of={campaign.reason} wraps /> }]),
        ]}
      />
    </div>
  );
}

/** What it would break, by the plans as they will be approved; said before anybody approves. */
export function WhatItTouches({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const { affected, breaks, planned, clients, risks } = campaign;
  if (planned === 0 && affected === null) return null;
  return (
    <Section title="What it touches" note={`By the plans of ${planned} of ${clients} clients.`}>
      {risks.length > 0 && (
        <Notice status="attention" title="Something is known against what it brings">
          <ul>
            {risks.slice(0, 10).map((risk) => (
              <li key={`${risk.manager} ${risk.name} ${risk.version}`}>
                <Name of={`${risk.name} ${risk.version}: ${risk.why.join(' ')}`} wraps />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <KeyValue
        columns={2}
        facts={[
          ...(affected === null
            ? []
            : [
                {
                  name: 'Affected',
                  value: <Count value={affected.devices} label={['device that has it', 'devices that have it']} />,
                  note: `fix offered on ${affected.fixOffered}, not offered on ${affected.fixNotOffered}, none published for ${affected.noFix}, restart pending on ${affected.restartPending}`,
                },
              ]),
          {
            name: 'Devices',
            value: <Count value={breaks.devices} label={['device', 'devices']} />,
            note: `${breaks.changes} changes of packages`,
          },
          {
            name: 'Restarts',
            value: <Count value={breaks.restarts} of={breaks.devices} label={['device that restarts', 'devices that restart']} />,
            note: breaks.restartsUnknown === 0 ? undefined : `of ${breaks.restartsUnknown} more nobody knows`,
          },
          {
            name: 'No way back',
            value: (
              <Count value={breaks.noWayBack} of={breaks.devices} label={['device without a way back', 'devices without a way back']} />
            ),
          },
          {
            name: 'Mission-critical',
            value: (
              <Count value={breaks.missionCritical} of={breaks.devices} label={['mission-critical device', 'mission-critical devices']} />
            ),
          },
          { name: 'Packages', value: <Name of={breaks.packages.slice(0, 12).join(', ')} wraps />, note: more(breaks.packages.length, 12) },
        ]}
      />
    </Section>
  );
}

function more(all: number, shown: number): string | undefined {
  return all > shown ? `and ${all - shown} more` : undefined;
}

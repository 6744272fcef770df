import type { ReactNode } from 'react';
import { CveList } from '../../parts/CveList.tsx';
import { bytes, UrgencyMark } from '../../parts/marks.tsx';
import { PatchRiskMark, PatchRiskReasons } from '../../parts/PatchRisk.tsx';
import { DueMark } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { Explain } from '../../ui/Explain.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import { EndedVulnerabilities } from './EndedVulnerabilities.tsx';
import { OfferClocks } from './OfferClocks.tsx';
import { type Offer, withheldWord } from './offer-columns.tsx';
import { OfferWord } from './OfferWord.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

/** One update that this device is offered: why it is urgent or not, where it comes from, what its changelog names. */
export function OfferDetail({ offer, device }: { offer: Offer; device: Device }): ReactNode {
  const origin = [offer.origin.label, offer.origin.archive, offer.origin.codename].filter((part) => part !== '').join(', ');
  return (
    <div className={style.facts}>
      <KeyValue
        facts={[
          { name: 'Urgency', value: <UrgencyMark urgency={offer.urgency} /> },
          { name: 'Deadline', value: <DueMark due={offer.due} /> },
          {
            name: 'Patch risk',
            value: <PatchRiskMark risk={offer.patchRisk} />,
            note: 'Of the update itself. It moves neither urgency nor deadline.',
          },
          {
            name: 'Decision',
            value:
              offer.decision.id === null ? (
                decisionWords[offer.decision.state]
              ) : (
                <a href={paths.exception(offer.decision.id)}>{decisionWords[offer.decision.state]}</a>
              ),
            note: <Name of={offer.decision.needsPerson ?? offer.decision.why} wraps />,
          },
          { name: 'From', value: offer.from },
          { name: 'To', value: offer.to },
          { name: 'Source', value: `${offer.sourceName} ${offer.sourceVersion}` },
          {
            name: 'Origin',
            value: <Name of={origin === '' ? 'not stated' : origin} wraps />,
            note: offer.class === 'security' ? 'A security pocket' : undefined,
          },
          { name: 'Size', value: bytes(offer.bytes), note: 'to download' },
          { name: 'Architecture', value: offer.architecture },
          { name: 'Withheld', value: offer.withheld === null ? 'no' : withheldWord[offer.withheld] },
          { name: 'Offered since', value: <Time at={offer.firstSeenAt} zone={device.zone} /> },
          {
            name: 'Deployment',
            value: offer.deploymentId === null ? 'none yet' : <a href={paths.deployment(offer.deploymentId)}>Open it</a>,
          },
        ]}
      />
      <OfferWord offer={offer} />
      <Explain
        question="Risk statement"
        open
        reasons={offer.statement.map((one) => ({ key: one.about, text: <Name of={one.sentence} wraps /> }))}
      />
      <Explain
        question={offer.urgency === 'urgent' ? 'Why urgent?' : 'Why not urgent?'}
        open
        reasons={offer.reasons.map((reason) => ({ key: reason, text: <Name of={reason} wraps /> }))}
      />
      <OfferClocks offer={offer} device={device} />
      <PatchRiskReasons risk={offer.patchRisk} />
      <EndedVulnerabilities offer={offer} />
      <CveList cves={offer.cves} unknownOn={0} />
    </div>
  );
}

const decisionWords = { open: 'none', decided: 'decided', expired: 'has ended: open again' } as const;

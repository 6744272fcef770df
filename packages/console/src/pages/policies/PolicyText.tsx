import {
  aftercareInWords,
  laneInWords,
  pinInWords,
  type Policy,
  type RingMembers,
  ruleInWords,
  settingInWords,
  unsaidSettings,
} from '@fettle/core/policy';
import { describeWindow } from '@fettle/core/windows';
import type { ReactNode } from 'react';
import { Openings } from '../../parts/openings.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { gateSentence } from '../deployments/words.ts';
import { checkSentence, restartWords, rollbackWords } from '../deployments/SpecRules.tsx';
import type { PolicyDetail } from './types.ts';
import style from './policies.module.css';

/** A policy in words, with its next openings beside it. */
export function PolicyText({ policy, detail }: { policy: Policy; detail: PolicyDetail }): ReactNode {
  return (
    <div className={style.two}>
      <div>
        <Section title="What it selects">
          <KeyValue
            facts={[
              { name: 'Classes', value: policy.select.classes.map((one) => (one === 'security' ? 'security' : 'normal')).join(' and ') },
              {
                name: 'Never',
                value: policy.select.exclude.length === 0 ? 'nothing is excluded by name' : policy.select.exclude.join(', '),
              },
            ]}
          />
        </Section>
        <Choosing policy={policy} />
        <Section title="Rings">
          <ol className={style.lines}>
            {policy.rings.map((ring) => (
              <li key={ring.name}>
                <Name of={ring.name} strong />, {membersWords(ring.members)}
                <div className={style.small}>{gateSentence({ ...ring.gate, soak: ring.soak })}</div>
              </li>
            ))}
          </ol>
        </Section>
        <Section title="The change">
          <KeyValue
            facts={[
              { name: 'Restarts', value: restartWords[policy.restart] },
              { name: 'A due restart', value: settingInWords('restartWhen', policy.restartWhen ?? unsaidSettings.restartWhen) },
              { name: 'A missed window', value: settingInWords('missed', policy.missed ?? unsaidSettings.missed) },
              { name: 'Roll back', value: rollbackWords[policy.rollback] },
              { name: 'Ways back', value: settingInWords('ways', policy.ways ?? unsaidSettings.ways) },
              { name: 'Backups', value: settingInWords('backup', policy.backup ?? unsaidSettings.backup) },
              {
                name: 'No way back',
                value: `changes ${settingInWords('withoutWayBack', policy.withoutWayBack ?? unsaidSettings.withoutWayBack)}`,
              },
              { name: 'Drills', value: settingInWords('drills', policy.drills ?? unsaidSettings.drills) },
              { name: 'Stand-ins', value: settingInWords('standIns', policy.standIns ?? unsaidSettings.standIns) },
              { name: 'Failures borne', value: String(policy.failureBudget) },
              { name: 'Pace', value: `${policy.maxParallel} devices at once, ${policy.devicesPerHour} an hour` },
              {
                name: 'Out of contact',
                value: policy.startOffline ? 'a device may start what it was told before' : 'a device does not start',
              },
              {
                name: 'Announced',
                value: settingInWords('notices', policy.notices),
              },
            ]}
          />
        </Section>
        <Section title="Health checks">
          {policy.checks.length === 0 && <p className={style.soft}>None.</p>}
          <ul className={style.lines}>
            {policy.checks.map((check) => (
              <li key={check.name}>
                <Name of={check.name} strong />: <Name of={checkSentence(check)} wraps />
              </li>
            ))}
          </ul>
        </Section>
        {policy.hooks !== undefined && (
          <Section title="Commands around a change">
            <p>{sentenceCase(settingInWords('hooks', policy.hooks))}.</p>
          </Section>
        )}
        <Section title="Aftercare">
          <p>{sentenceCase(aftercareInWords(policy.aftercare ?? unsaidSettings.aftercare))}.</p>
        </Section>
        <Section title="Who answers for it">
          <KeyValue
            facts={[
              { name: 'Owner', value: <Name of={policy.owner} /> },
              { name: 'Review by', value: policy.reviewAt },
            ]}
          />
        </Section>
      </div>
      <div>
        <Section title="Next openings" note={`${describeWindow(policy.window)}, by the clock of each site.`}>
          <Openings openings={detail.openings} />
        </Section>
      </div>
    </div>
  );
}

/** Rules, pins and lanes, where there are any. */
function Choosing({ policy: { rules = [], pins = [], lanes = [] } }: { policy: Policy }): ReactNode {
  return (
    <>
      {rules.length > 0 && (
        <Section title="Selection rules" note="The first that fits an update decides.">
          <ol className={style.lines}>
            {rules.map((rule, index) => (
              <li key={rule.name}>
                {index + 1}. <Name of={rule.name} strong />
                <div className={style.small}>
                  <Name of={ruleInWords(rule)} wraps />
                </div>
              </li>
            ))}
          </ol>
        </Section>
      )}
      {pins.length > 0 && (
        <Section title="Pins">
          <ul className={style.lines}>
            {pins.map((pin) => (
              <li key={pin.package}>
                <Name of={pinInWords(pin)} wraps />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {lanes.length > 0 && (
        <Section title="Lanes" note="Each update goes in the first that takes it; what none takes goes in the rest.">
          <ol className={style.lines}>
            {lanes.map((lane) => (
              <li key={lane.name}>
                <Name of={laneInWords(lane)} wraps />
              </li>
            ))}
          </ol>
        </Section>
      )}
    </>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function membersWords(members: RingMembers): string {
  switch (members.kind) {
    case 'rest':
      return 'all devices that are left';
    case 'group':
      return 'the devices of a group, by its rule';
    case 'stand-ins':
      return 'the stand-ins of devices of the deployment';
    case 'share':
      return `${members.percent} % of the devices that no ring names`;
    case 'devices':
      return members.deviceIds.length === 1 ? 'one named device' : `${members.deviceIds.length} named devices`;
  }
}

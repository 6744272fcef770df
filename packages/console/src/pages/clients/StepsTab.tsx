import { numberWords } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { DayField, pastDay } from '../../parts/DayField.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { Count } from '../../ui/Count.tsx';
import { type DayMark, DayStrip } from '../../ui/DayStrip.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Section } from '../../ui/Section.tsx';
import { StatusMark, StatusShape } from '../../ui/StatusMark.tsx';
import { statusWord } from '../../ui/status.ts';
import { StepStrip } from '../../ui/StepStrip.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { auditStatus } from './audit-columns.tsx';
import type { Client } from './ClientPage.tsx';
import { OwnSteps } from './OwnSteps.tsx';
import { rowsOf } from './step-rows.ts';
import style from './steps.module.css';

type Checklist = CallOutput<'getChecklist'>;
type Step = Checklist['steps'][number];
type Audits = CallOutput<'listProcessAudits'>;

type History = CallOutput<'getChecklistHistory'>;

/** How the client, a site or a group stands in each of the twelve steps, or the client stood on a past day, why, since when, and where each reason is mended. */
export function StepsTab({ client }: { client: Client }): ReactNode {
  const { part, change } = useListState();
  const groups = useQuery(reading('listGroups', { query: { clientId: client.id } })).data?.items ?? [];
  const parts = [
    ...client.siteList.map(({ id, name }) => ({ value: `site:${id}`, label: `Site: ${plainName(name)}` })),
    ...groups.map(({ id, name }) => ({ value: `group:${id}`, label: `Group: ${plainName(name)}` })),
  ];
  const [kind, id] = part('of').split(':');
  const scope = id === undefined ? null : kind === 'site' ? { siteId: id } : kind === 'group' ? { groupId: id } : null;
  const day = scope === null ? pastDay(part('day')) : undefined;
  const query = useQuery(reading('getChecklist', { params: { id: client.id }, query: scope ?? (day === undefined ? {} : { day }) }));
  const history = useQuery({
    ...reading('getChecklistHistory', { params: { id: client.id }, query: { days: 30 } }),
    enabled: scope === null,
  });
  // Audits are of the whole client as it is now, and for whoever may read evidence.
  const withAudits = mayNot(useMe(), 'evidence.read', 'see audits') === null && scope === null && day === undefined;
  const { data: audits } = useQuery({ ...reading('listProcessAudits', { params: { id: client.id } }), enabled: withAudits });
  return (
    <>
      <FilterBar
        filters={[
          {
            id: 'of',
            label: 'Of which devices',
            value: scope === null ? '' : part('of'),
            options: [{ value: '', label: 'All devices' }, ...parts],
          },
        ]}
        onChange={change}
      >
        {scope === null && <DayField day={day} onChange={(chosen) => change({ day: chosen })} />}
      </FilterBar>
      {withAudits && <AuditLine clientId={client.id} audits={audits} />}
      <Loaded query={query} lines={24}>
        {(checklist) => <StepsView checklist={checklist} history={scope === null ? history.data : undefined} />}
      </Loaded>
      {withAudits && audits !== undefined && audits.ownSteps.length > 0 && <OwnSteps steps={audits.ownSteps} />}
    </>
  );
}

/** When the process was audited, when it is next, and the way to it; its place is kept while that is read. */
function AuditLine({ clientId, audits }: { clientId: string; audits: Audits | undefined }): ReactNode {
  return (
    <p className={style.sum}>
      {audits !== undefined && <StatusMark status={auditStatus(audits.standing)} word={audits.standing.sentence} quiet />}{' '}
      <a href={paths.client(clientId, { tab: 'audits' })}>
        {audits === undefined || audits.draft === null ? 'See the audits' : `Continue audit ${audits.draft}`}
      </a>
    </p>
  );
}

function StepsView({ checklist, history }: { checklist: Checklist; history: History | undefined }): ReactNode {
  const { clientId, steps } = checklist;
  return (
    <Section title="The twelve steps" note={<Basis checklist={checklist} />} actions={<StepStrip marks={steps} />}>
      <p className={style.sum}>{sumOf(steps)}</p>
      <ol className={style.steps}>
        {steps.map((step) => (
          <li key={step.step} id={`step-${step.step}`} className={style.step}>
            <StepRow clientId={clientId} step={step} days={history?.steps.find((one) => one.step === step.step)?.days ?? []} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** Of what, and when, it was computed. */
function Basis({ checklist: { scope, day, at } }: { checklist: Checklist }): ReactNode {
  if (day !== null) return `As it was computed at the end of ${day} (UTC), by what was known then. The buttons lead to how it is now.`;
  const of = scope.kind === 'client' ? 'this client' : <Name of={`the devices of the ${scope.kind} ${scope.name}`} wraps />;
  return (
    <>
      Computed from the records of {of}: <Time at={at} />. What lacks evidence is unknown, never good.
      {scope.kind !== 'client' && ' Since when, and how it was before, is kept of the whole client only.'}
      {scope.undecided > 0 && ` Of ${scope.undecided} more it can not be said whether they are in the group; they are not counted.`}
    </>
  );
}

/** `2 failing, 10 good`: how many steps are in which state. */
function sumOf(steps: readonly Step[]): string {
  return (['failing', 'attention', 'unknown', 'good'] as const)
    .map((state) => ({ state, count: steps.filter((step) => step.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state === 'attention' ? (count === 1 ? 'needs attention' : 'need attention') : state}`)
    .join(', ');
}

function StepRow({ clientId, step: given, days }: { clientId: string; step: Step; days: readonly DayMark[] }): ReactNode {
  const { step, title, state, since, sentence, reasons, numbers } = given;
  return (
    <>
      <div className={style.state}>
        <StatusMark status={state} />
        {since !== null && (
          <span className={style.since}>
            since <Age at={since} />
          </span>
        )}
        {days.length > 0 && <DayStrip days={days} />}
      </div>
      <div className={style.words}>
        <h3 className={style.title}>
          <span className={style.number}>{step}</span> {title}
        </h3>
        {reasons.length === 0 ? (
          <p className={style.why}>
            <Name of={sentence} wraps />
          </p>
        ) : (
          <ul className={style.reasons}>
            {reasons.map((reason) => (
              <li key={reason.sentence} className={style.reason}>
                <span className={style.cause}>
                  <StatusShape status={reason.state} />
                  <span>
                    <span className="visually-hidden">{statusWord[reason.state]}: </span>
                    <Name of={reason.sentence} wraps />
                  </span>
                </span>
                {reason.remedy !== null && (
                  <a href={reason.remedy.path} className={style.remedy}>
                    {reason.remedy.label}
                    <span className="visually-hidden">: {reason.sentence}</span>
                  </a>
                )}
              </li>
            ))}
          </ul>
        )}
        {numbers.length > 0 && (
          <ul className={style.numbers} aria-label={`Numbers of step ${step}`}>
            {numbers.map(({ key, value, of }) => (
              <li key={key}>
                <StepCount number={{ key, value, of }} clientId={clientId} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function StepCount({ number: { key, value, of }, clientId }: { number: Step['numbers'][number]; clientId: string }): ReactNode {
  const href = rowsOf(key, clientId);
  return <Count value={value} of={of} {...(href === undefined ? {} : { href })} label={numberWords[key] ?? key} show />;
}

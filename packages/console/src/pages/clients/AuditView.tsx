import { stepTitles } from '@fettle/core/checklist';
import { changesSentence, severityWords } from '@fettle/core/process-audit';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { AuditActionEndForm } from '../../forms/audit-action-end.tsx';
import { AuditActionForm } from '../../forms/audit-action.tsx';
import { AuditConcludeForm } from '../../forms/audit-conclude.tsx';
import { AuditFindingForm } from '../../forms/audit-finding.tsx';
import { AuditJudgeForm } from '../../forms/audit-judge.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Problem } from '../../session/Problem.tsx';
import { useSaving } from '../../session/saving.ts';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { StepStrip } from '../../ui/StepStrip.tsx';
import { statusWord } from '../../ui/status.ts';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { toast } from '../../ui/toast.ts';
import { actionColumns } from './audit-columns.tsx';
import type { Action } from './audit-columns.tsx';
import type { Client } from './ClientPage.tsx';
import style from './clients.module.css';
import { OwnSteps } from './OwnSteps.tsx';

type Audits = CallOutput<'listProcessAudits'>;
type Audit = CallOutput<'getProcessAudit'>;
type Finding = Audit['findings'][number];

/** One audit: a draft that is filled and concluded, or what was kept. */
export function AuditView({ client, audits, number }: { client: Client; audits: Audits; number: number }): ReactNode {
  const query = useQuery(reading('getProcessAudit', { params: { id: client.id, number } }));
  return (
    <>
      <p>
        <a href={paths.client(client.id, { tab: 'audits' })}>All audits of this client</a>
      </p>
      <Loaded query={query} lines={16}>
        {(audit) => <OneAudit audit={audit} audits={audits} />}
      </Loaded>
    </>
  );
}

function OneAudit({ audit, audits }: { audit: Audit; audits: Audits }): ReactNode {
  const { change } = useListState();
  const { clientId, number, concludedAt, steps, before, changed, judged, findings, actions, mayWrite } = audit;
  const isDraft = concludedAt === null;
  const blocked = mayWrite ? null : 'You may not audit this client: it needs the permission client.write.';
  const removing = useSaving('removeProcessAuditEntry', () => toast('good', 'Taken out', 'The audit trail tells of it.'));
  const remove = isDraft && mayWrite ? (entryId: string): void => removing.mutate({ params: { id: clientId, number, entryId } }) : null;
  return (
    <>
      <Section
        title={isDraft ? `Audit ${number}, a draft` : `Audit ${number}`}
        actions={
          isDraft && (
            <>
              <ReasonButton reason={blocked} onClick={() => change({ do: 'finding' })}>
                Add a finding…
              </ReasonButton>
              <ReasonButton reason={blocked} onClick={() => change({ do: 'action' })}>
                Add an action…
              </ReasonButton>
              <ReasonButton variant="filled" reason={blocked} onClick={() => change({ do: 'conclude' })}>
                Conclude…
              </ReasonButton>
            </>
          )
        }
      >
        {removing.error !== null && <Problem error={removing.error} />}
        <Head audit={audit} />
      </Section>
      <Section title="Findings" count={findings.length}>
        <DataTable
          label="Findings"
          columns={findingColumns(remove)}
          rows={findings}
          rowKey={(row) => row.id}
          empty={<p>Nothing was found.</p>}
        />
      </Section>
      <Section title="Actions" count={actions.length}>
        <DataTable
          label="Actions"
          columns={isDraft ? draftColumns(remove) : actionColumns({ clientId, mayEnd: mayWrite, ofAudit: number })}
          rows={actions}
          rowKey={(row) => row.id}
          empty={<p>Nothing is to be done.</p>}
        />
      </Section>
      <Section
        title="The twelve steps"
        note={
          isDraft
            ? 'As they stand now. They are computed once more when the audit is concluded, and kept with it.'
            : 'As they stood at the conclusion, in the words of then.'
        }
        actions={<StepStrip marks={steps} />}
      >
        {before !== null && (
          <p>
            Beside <a href={paths.client(clientId, { tab: 'audits', audit: String(before) })}>audit {before}</a>: {changesSentence(changed)}
            .
          </p>
        )}
        <DataTable label="The twelve steps" columns={stepColumns(changed)} rows={steps} rowKey={(row) => String(row.step)} empty={null} />
      </Section>
      {isDraft && audits.ownSteps.length > 0 ? (
        <OwnSteps
          steps={audits.ownSteps}
          action={({ id, title }) => {
            const now = judged.find(({ stepId }) => stepId === id);
            return (
              <p>
                {now !== undefined && (
                  <>
                    In this audit: <StatusMark status={now.result} quiet />
                    {now.note !== null && (
                      <>
                        {' '}
                        <Name of={now.note} wraps />
                      </>
                    )}{' '}
                  </>
                )}
                {mayWrite && (
                  <a href={paths.client(clientId, { tab: 'audits', audit: String(number), do: 'judge', step: id })}>
                    {now === undefined ? 'Judge it' : 'Judge it again'}
                    <span className="visually-hidden">: {title}</span>
                  </a>
                )}
              </p>
            );
          }}
        />
      ) : (
        judged.length > 0 && (
          <Section title="The provider’s own steps" note="As a person judged them in this audit.">
            <DataTable label="Own steps" columns={judgedColumns} rows={judged} rowKey={(row) => row.stepId} empty={null} />
          </Section>
        )
      )}
      {mayWrite && <Forms audit={audit} audits={audits} />}
    </>
  );
}

function Head({ audit }: { audit: Audit }): ReactNode {
  const { clientId, number, auditor, startedAt, startedBy, concludedAt, concludedBy, conclusion, nextOn, digest } = audit;
  return (
    <>
      <KeyValue
        facts={[
          { name: 'Auditor', value: <Name of={auditor} wraps /> },
          {
            name: 'Started',
            value: (
              <>
                <Time at={startedAt} /> by <Name of={startedBy} />
              </>
            ),
          },
          ...(concludedAt === null
            ? []
            : [
                {
                  name: 'Concluded',
                  value: (
                    <>
                      <Time at={concludedAt} /> by <Name of={concludedBy ?? 'nobody'} />
                    </>
                  ),
                },
                { name: 'Conclusion', value: <Name of={conclusion ?? ''} wraps /> },
                { name: 'Next audit due', value: nextOn, note: 'As it was said then; what counts is the interval of now.' },
              ]),
        ]}
      />
      {digest !== null && (
        <p>
          <a href={documentPath(clientId, number, 'html')} target="_blank" rel="noreferrer">
            Open the document
          </a>{' '}
          <a href={documentPath(clientId, number, 'pdf')} target="_blank" rel="noreferrer">
            PDF
          </a>
        </p>
      )}
      {digest !== null && <Fingerprint label="SHA-256 of what was kept" text={digest} />}
    </>
  );
}

function documentPath(clientId: string, number: number, ending: 'html' | 'pdf'): string {
  return `/api/v1/clients/${clientId}/process-audits/${number}/document.${ending}`;
}

function Forms({ audit, audits }: { audit: Audit; audits: Audits }): ReactNode {
  const { part, change } = useListState();
  const { clientId, number, concludedAt, judged, actions } = audit;
  const close = (): void => change({ do: '', step: '', action: '' });
  if (concludedAt !== null) {
    const action = actions.find(({ id, end }) => id === part('action') && end === null);
    return action === undefined ? null : (
      <DetailDrawer title="End an action" onClose={close}>
        <AuditActionEndForm clientId={clientId} action={action} onDone={close} />
      </DetailDrawer>
    );
  }
  const doing = part('do');
  const step = audits.ownSteps.find(({ id }) => id === part('step'));
  if (doing === 'finding')
    return (
      <DetailDrawer title="Add a finding" onClose={close}>
        <AuditFindingForm clientId={clientId} number={number} onDone={close} />
      </DetailDrawer>
    );
  if (doing === 'action')
    return (
      <DetailDrawer title="Add an action" onClose={close}>
        <AuditActionForm audit={audit} onDone={close} />
      </DetailDrawer>
    );
  if (doing === 'conclude') {
    const unjudged = audits.ownSteps.filter(({ id }) => !judged.some(({ stepId }) => stepId === id)).length;
    return (
      <DetailDrawer title={`Conclude audit ${number}`} onClose={close}>
        <AuditConcludeForm clientId={clientId} number={number} unjudged={unjudged} onDone={close} />
      </DetailDrawer>
    );
  }
  return doing === 'judge' && step !== undefined ? (
    <DetailDrawer title={<Name of={step.title} wraps />} onClose={close}>
      <AuditJudgeForm clientId={clientId} number={number} step={step} onDone={close} />
    </DetailDrawer>
  ) : null;
}

type Remove = ((entryId: string) => void) | null;

function removeCell(remove: (entryId: string) => void, { id, text }: { readonly id: string; readonly text: string }): ReactNode {
  return (
    <ReasonButton reason={null} size="compact-sm" variant="subtle" onClick={() => remove(id)}>
      Take out<span className="visually-hidden">: {text}</span>
    </ReasonButton>
  );
}

function findingColumns(remove: Remove): readonly Column<Finding>[] {
  return [
    {
      id: 'of',
      title: 'Of',
      width: '240px',
      wraps: true,
      cell: ({ step }) => (step === null ? 'The process as a whole' : `${step} ${stepTitles[step - 1] ?? ''}`),
    },
    {
      id: 'severity',
      title: 'How bad',
      width: '120px',
      cell: ({ severity }) => (
        <StatusMark
          status={severity === 'serious' ? 'failing' : severity === 'minor' ? 'attention' : 'waiting'}
          word={severityWords[severity].split(':')[0] ?? severity}
          quiet
        />
      ),
    },
    {
      id: 'text',
      title: 'Finding',
      wraps: true,
      cell: ({ text, asks }) => (
        <span className={style.lines}>
          <Name of={text} wraps />
          {asks !== null && (
            <span>
              Asked for: <Name of={asks} wraps />
            </span>
          )}
        </span>
      ),
    },
    ...(remove === null ? [] : [{ id: 'remove', title: 'Draft', width: '110px', cell: (row: Finding) => removeCell(remove, row) }]),
  ];
}

function draftColumns(remove: Remove): readonly Column<Action>[] {
  const shown = actionColumns({ clientId: '', mayEnd: false, ofAudit: null }).filter(({ id }) => id !== 'end');
  return [
    ...shown,
    ...(remove === null ? [] : [{ id: 'remove', title: 'Draft', width: '110px', cell: (row: Action) => removeCell(remove, row) }]),
  ];
}

function stepColumns(changed: Audit['changed']): readonly Column<Audit['steps'][number]>[] {
  return [
    { id: 'step', title: 'Step', width: '260px', wraps: true, cell: ({ step, title }) => `${step} ${title}` },
    { id: 'state', title: 'State', width: '160px', cell: ({ state }) => <StatusMark status={state} quiet /> },
    { id: 'why', title: 'Why', wraps: true, cell: ({ sentence }) => <Name of={sentence} wraps /> },
    ...(changed.length === 0
      ? []
      : [
          {
            id: 'change',
            title: 'Since the audit before',
            width: '200px',
            wraps: true,
            cell: ({ step }: { readonly step: number }) => changeWords(changed.find((one) => one.step === step)),
          },
        ]),
  ];
}

function changeWords(one: Audit['changed'][number] | undefined): string {
  if (one === undefined) return 'was not there';
  if (one.change === 'same') return 'the same';
  return one.change === 'cannot tell' ? `can not be told: was ${statusWord[one.from]}` : `${one.change}: was ${statusWord[one.from]}`;
}

const judgedColumns: readonly Column<Audit['judged'][number]>[] = [
  { id: 'title', title: 'Step', wraps: true, cell: ({ title }) => <Name of={title} wraps /> },
  { id: 'result', title: 'Judged', width: '160px', cell: ({ result }) => <StatusMark status={result} quiet /> },
  { id: 'note', title: 'Note', wraps: true, cell: ({ note }) => (note === null ? 'none' : <Name of={note} wraps />) },
  { id: 'by', title: 'Entered by', width: '180px', cell: ({ by }) => <Name of={by} /> },
];

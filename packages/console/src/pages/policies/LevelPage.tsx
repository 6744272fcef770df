import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { BecauseForm } from '../../forms/BecauseForm.tsx';
import { LintList } from '../../forms/policy/PolicyPreview.tsx';
import { DeviceOpenings } from '../../parts/DeviceOpenings.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { toast } from '../../ui/toast.ts';
import { levelWords } from '../../parts/level-words.ts';
import { FoundList } from './FoundList.tsx';
import { Unreadable } from './Unreadable.tsx';
import style from './policies.module.css';

type Level = CallOutput<'getPolicyLevel'>;

/** The policy of one level: what it says otherwise than the levels above, what is unwise about it, its versions. */
export function LevelPage(): ReactNode {
  const { policyId } = useParams({ strict: false }) as { policyId: string }; // this page stands at /policies/levels/$policyId
  const query = useQuery(reading('getPolicyLevel', { params: { id: policyId } }));
  return (
    <Loaded query={query} lines={12}>
      {(policy) => <LevelView policy={policy} />}
    </Loaded>
  );
}

/** Where a level's policy is written. */
export function editAddress({ level, clientId, subjectId }: Pick<Level, 'level' | 'clientId' | 'subjectId'>): string {
  return paths.editLevel({ level, client: clientId, subject: subjectId });
}

function LevelView({ policy }: { policy: Level }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const { part, change } = useListState();
  const gone = policy.removedAt === null ? null : 'It was taken away.';
  const blocked = gone ?? mayNot(me, 'policy.write', 'change policies');
  return (
    <>
      <PageHeader
        title={plainName(policy.name)}
        heading={<Name of={policy.name} wraps />}
        lead={
          <>
            Of <Name of={levelWords(policy)} wraps />. Version {policy.version}, saved <Age at={policy.savedAt} /> by{' '}
            <Name of={policy.savedBy} />.
          </>
        }
        trail={[
          {
            key: 'client',
            label: policy.clientName === null ? 'The provider' : <Name of={policy.clientName} />,
            href: paths.policies({ tab: 'levels', client: policy.clientId }),
          },
          { key: 'levels', label: 'All levels', href: paths.policies({ tab: 'levels' }) },
        ]}
        actions={
          <>
            <ReasonButton reason={blocked} onClick={() => void navigate({ href: editAddress(policy) })}>
              Change
            </ReasonButton>
            <ReasonButton danger reason={blocked} onClick={() => change({ do: 'remove' })}>
              Remove…
            </ReasonButton>
          </>
        }
      />
      <div className={style.notices}>
        {policy.removedAt !== null && (
          <Notice status="attention" title="It holds no more">
            It was taken away <Time at={policy.removedAt} />; what the levels above say holds again. Its versions stay.
          </Notice>
        )}
        <LintList lint={policy.lint} />
        <FoundList policyId={policy.id} said={policy.lint.map(({ sentence }) => sentence)} />
      </div>
      {policy.problems.length > 0 ? (
        <Unreadable body={policy.body} problems={policy.problems} />
      ) : (
        <Section title="What it says" count={policy.says.length} note="All else is as the levels above say.">
          <KeyValue facts={policy.says.map(({ label, words }) => ({ name: sentenceCase(label), value: <Name of={words} wraps /> }))} />
        </Section>
      )}
      {policy.removedAt === null && <LevelOpenings policy={policy} />}
      <Section title="Who answers for it">
        <KeyValue
          facts={[
            { name: 'Owner', value: <Name of={policy.owner} /> },
            { name: 'Review by', value: policy.reviewAt },
            ...(policy.level === 'group' && policy.subjectId !== null
              ? [{ name: 'Group', value: <a href={paths.group(policy.subjectId)}>{policy.subject}</a> }]
              : []),
            ...(policy.level === 'device' && policy.subjectId !== null
              ? [{ name: 'Device', value: <a href={paths.device(policy.subjectId, { tab: 'policy' })}>{policy.subject}</a> }]
              : []),
          ]}
        />
      </Section>
      <Section title="Versions" count={policy.versions.length}>
        <DataTable
          label="Versions of this policy"
          rows={policy.versions}
          rowKey={(row) => String(row.version)}
          columns={[
            { id: 'version', title: 'Version', width: '120px', cell: (row) => row.version },
            { id: 'saved', title: 'Saved', width: '260px', cell: (row) => <Time at={row.savedAt} /> },
            { id: 'by', title: 'By', width: '20%', cell: (row) => <Name of={row.savedBy} /> },
            {
              id: 'digest',
              title: 'Digest',
              wraps: true,
              cell: (row) => <Fingerprint label={`Digest of version ${row.version}`} text={row.digest} />,
            },
          ]}
          empty={<p>None.</p>}
        />
      </Section>
      {part('do') === 'remove' && blocked === null && (
        <DetailDrawer title="Take this policy away" onClose={() => change({ do: '' })}>
          <RemoveLevel policy={policy} onDone={() => change({ do: '' })} />
        </DetailDrawer>
      )}
    </>
  );
}

/** Of its devices. What the provider says is told for one client at a time: openings go by the clocks of its sites. */
function LevelOpenings({ policy: { level, clientId, subjectId } }: { policy: Level }): ReactNode {
  const client = useClientInView() ?? null;
  const of = clientId ?? client;
  if (of === null)
    return (
      <Section title="Next windows">
        <p>Openings go by the clocks of sites: choose a client above to see when its devices may change.</p>
      </Section>
    );
  const subject = subjectId ?? undefined;
  return (
    <DeviceOpenings
      clientId={of}
      of={{
        ...(level === 'site' && subject !== undefined && { siteId: subject }),
        ...(level === 'group' && subject !== undefined && { groupId: subject }),
        ...(level === 'device' && subject !== undefined && { deviceId: subject }),
      }}
    />
  );
}

function RemoveLevel({ policy, onDone }: { policy: Level; onDone: () => void }): ReactNode {
  const saving = useSaving('removePolicyLevel', () => {
    toast('good', 'The policy holds no more', 'What the levels above say holds again.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Take it away"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: policy.id }, body: { because } })}
    >
      <p>
        What it says about {policy.says.map(({ label }) => label).join(', ')} holds no more from the next plan on; what the levels above say
        holds again. Deployments that are under way go on as they were approved.
      </p>
    </BecauseForm>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

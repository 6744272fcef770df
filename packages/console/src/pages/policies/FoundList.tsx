import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Age } from '../../ui/Time.tsx';
import style from './policies.module.css';

type Finding = CallOutput<'listPolicyFindings'>['items'][number];
const mostNames = 6;

/** Where the policy that says it is read; null: it is about none. */
export function policyHref({ policyId, policyLevel }: Pick<Finding, 'policyId' | 'policyLevel'>): string | null {
  if (policyId === null) return null;
  return policyLevel === 'client' ? paths.policy(policyId) : paths.levelPolicy(policyId);
}

/** What the daily look found that this policy says, on the devices for which it holds. `said`: sentences that stand on the page already. */
export function FoundList({ policyId, said }: { policyId: string; said: readonly string[] }): ReactNode {
  const query = useQuery(reading('listPolicyFindings', { query: { policyId, limit: 100 } }));
  const items = query.data?.items.filter(({ sentence }) => !said.includes(sentence)) ?? [];
  return items.map((one) => (
    <Notice key={one.id} status={one.severity} title={<Name of={one.sentence} wraps />}>
      {one.path !== '' && <>In {one.path}. </>}
      At <Name of={one.clientName} />, found <Age at={one.openedAt} />, seen last <Age at={one.seenAt} />.
      <FoundDevices evidence={one.evidence} />
    </Notice>
  ));
}

/** The devices that a finding rests on, the first by name. */
export function FoundDevices({ evidence }: { evidence: Finding['evidence'] }): ReactNode {
  const { names, devices } = evidence;
  if (names.length === 0) return null;
  const shown = names.slice(0, mostNames);
  return (
    <div className={style.small}>
      {devices === 1 ? '1 device: ' : `${devices} devices: `}
      {shown.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <a href={paths.device(id, { tab: 'policy' })}>
            <Name of={name} />
          </a>
        </span>
      ))}
      {devices > shown.length && ` and ${devices - shown.length} more`}
    </div>
  );
}

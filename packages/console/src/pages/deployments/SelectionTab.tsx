import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { SelectionTable } from '../../parts/SelectionTable.tsx';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Deployment } from './types.ts';

/** What was decided of each update when it was proposed, as the policies of the devices were then. */
export function SelectionTab({ deployment }: { deployment: Deployment }): ReactNode {
  const query = useQuery(reading('getDeploymentSelection', { params: { id: deployment.id } }));
  const lane =
    deployment.lane === null ? null : (
      <Name of={`It has the updates of lane “${deployment.lane}”; others go in deployments of their own. `} wraps />
    );
  return (
    <Section title="What was decided of each update" note={<>{lane}As it was when the deployment was proposed.</>}>
      <Loaded query={query} lines={8}>
        {({ lines, more }) => (
          <SelectionTable
            lines={lines}
            more={more}
            empty={
              <Empty title="Nothing was selected for it" action={<a href={paths.policy(deployment.policy.id)}>See the policy</a>}>
                A roll-back brings back what was there before, and of older deployments the reasons were not kept.
              </Empty>
            }
          />
        )}
      </Loaded>
    </Section>
  );
}

import { Checkbox, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';

/** Whether what becomes known to be exploited becomes a prepared campaign by itself, and the button that says so or not. Only for who may read the settings. */
export function EmergencyLane(): ReactNode {
  const me = useMe();
  return me.permissions.includes('settings.read') ? <Lane /> : null;
}

function Lane(): ReactNode {
  const me = useMe();
  const query = useQuery(reading('getEmergencyLane', {}));
  const setting = useSaving('setEmergencyLane', ({ on }) =>
    toast('good', on ? 'The emergency lane is on' : 'The emergency lane is off', 'What is prepared stays.'),
  );
  const set = (body: { on: boolean; exploited?: boolean; critical?: boolean }): void =>
    setting.mutate({ body }, { onError: (error) => toast('failing', 'Not switched', error.message) });
  const blocked = mayNot(me, 'deployment.propose', 'switch the emergency lane');
  return (
    <Section
      title="Emergency lane"
      note="A vulnerability that becomes known to be exploited is made a prepared campaign for all clients that have it. Nothing of it runs before a person has approved."
    >
      <Loaded query={query} lines={2}>
        {({ on, exploited, critical, version, changed }) => (
          <>
            <Notice status={on ? 'good' : 'attention'} title={on ? 'It is on' : 'It is off: nothing is prepared by itself'}>
              {changed === null ? (
                'As it was from the beginning.'
              ) : (
                <>
                  Said by {changed.by} <Time at={changed.at} />.
                </>
              )}
            </Notice>
            <Stack gap={8} mt={12}>
              <Checkbox
                label="Also what its publisher says is exploited"
                description="By its SSVC assessment, within seven days, though it is not in the catalogue."
                checked={exploited}
                disabled={blocked !== null || !on || setting.isPending}
                onChange={(event) => set({ on, exploited: event.currentTarget.checked })}
              />
              <Checkbox
                label="Also what is critical and attacked over the network"
                description="9.0 or more by CVSS 3 or 4 with the attack vector network, published within seven days."
                checked={critical}
                disabled={blocked !== null || !on || setting.isPending}
                onChange={(event) => set({ on, critical: event.currentTarget.checked })}
              />
              {version > 0 && <span>Version {version} of the rule. A campaign that it prepares says so.</span>}
            </Stack>
            <ReasonButton mt={12} variant="default" reason={blocked} loading={setting.isPending} onClick={() => set({ on: !on })}>
              {on ? 'Switch it off' : 'Switch it on'}
            </ReasonButton>
          </>
        )}
      </Loaded>
    </Section>
  );
}

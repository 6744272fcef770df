import type { SettingName } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { SelectFields } from './AboutFields.tsx';
import { BudgetField, NoticeFields, OfflineField, PaceField, ParallelField, RestartField, RollbackField } from './ChangeFields.tsx';
import { CheckFields } from './CheckFields.tsx';
import type { Draft } from './draft.ts';
import { FourEyesFields } from './FourEyesFields.tsx';
import { type DeviceChoice, RingFields } from './RingFields.tsx';
import { WindowFields } from './WindowFields.tsx';

type Props = { name: SettingName; draft: Draft; clientId: string | null; devices: readonly DeviceChoice[] };

/** The form of one setting alone. */
export function LevelSetting({ name, draft, clientId, devices }: Props): ReactNode {
  switch (name) {
    case 'select':
      return <SelectFields {...draft} />;
    case 'window':
      return <WindowFields {...draft} clientId={clientId} />;
    case 'restart':
      return <RestartField {...draft} />;
    case 'checks':
      return <CheckFields {...draft} />;
    case 'rollback':
      return <RollbackField {...draft} />;
    case 'startOffline':
      return <OfflineField {...draft} />;
    case 'rings':
      return <RingFields draft={draft} devices={devices} />;
    case 'failureBudget':
      return <BudgetField {...draft} />;
    case 'maxParallel':
      return <ParallelField {...draft} />;
    case 'devicesPerHour':
      return <PaceField {...draft} />;
    case 'fourEyes':
      return <FourEyesFields {...draft} />;
    case 'notices':
      return <NoticeFields {...draft} />;
  }
}

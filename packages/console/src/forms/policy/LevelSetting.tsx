import type { SettingName } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { SelectFields } from './AboutFields.tsx';
import { AftercareFields } from './AftercareFields.tsx';
import { BudgetField, NoticeFields, OfflineField, PaceField, ParallelField, RestartField, RollbackField } from './ChangeFields.tsx';
import { CheckFields } from './CheckFields.tsx';
import type { Draft } from './draft.ts';
import { HookFields } from './HookFields.tsx';
import { LaneFields } from './LaneFields.tsx';
import { PinFields } from './PinFields.tsx';
import { StandInField } from './StandInField.tsx';
import { TestPlanFields } from './TestPlanFields.tsx';
import { MissedFields, RestartWhenFields } from './TimingFields.tsx';
import { ProposingFields } from './ProposingFields.tsx';
import { FourEyesFields } from './FourEyesFields.tsx';
import { type DeviceChoice, RingFields } from './RingFields.tsx';
import { BackupFields, DrillRuleFields, WithoutWayBackField } from './RollbackPlanFields.tsx';
import { SelectionRuleFields } from './SelectionRuleFields.tsx';
import { WayFields } from './WayFields.tsx';
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
    case 'restartWhen':
      return <RestartWhenFields {...draft} />;
    case 'missed':
      return <MissedFields {...draft} />;
    case 'checks':
      return <CheckFields {...draft} />;
    case 'hooks':
      return <HookFields {...draft} />;
    case 'rollback':
      return <RollbackField {...draft} />;
    case 'ways':
      return <WayFields {...draft} />;
    case 'backup':
      return <BackupFields {...draft} />;
    case 'withoutWayBack':
      return <WithoutWayBackField {...draft} />;
    case 'drills':
      return <DrillRuleFields {...draft} />;
    case 'startOffline':
      return <OfflineField {...draft} />;
    case 'rings':
      return <RingFields draft={draft} clientId={clientId} devices={devices} />;
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
    case 'rules':
      return <SelectionRuleFields {...draft} />;
    case 'pins':
      return <PinFields {...draft} />;
    case 'lanes':
      return <LaneFields draft={draft} clientId={clientId} devices={devices} />;
    case 'testPlan':
      return <TestPlanFields {...draft} />;
    case 'proposing':
      return <ProposingFields {...draft} />;
    case 'standIns':
      return <StandInField {...draft} />;
    case 'aftercare':
      return <AftercareFields {...draft} />;
  }
}

import { ruleRanges, stepTitles } from '@fettle/core/checklist';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ChecklistRulesForm } from '../../forms/checklist-rules-save.tsx';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { AuditRules } from './AuditRules.tsx';

/** By which rules the twelve steps of all clients are judged, beside the standard ones. */
export function StepsTab(): ReactNode {
  return (
    <>
      <ChecklistRules />
      <AuditRules />
    </>
  );
}

function ChecklistRules(): ReactNode {
  const query = useQuery(reading('getChecklistRules', {}));
  const blocked = mayNot(useMe(), 'checklist.write', 'change the rules of the twelve steps');
  const { part, change } = useListState();
  const close = (): void => change({ do: '' });
  return (
    <Section
      title="Rules of the twelve steps"
      note="They can be made stricter than the standard, never looser. What lacks evidence is unknown under any rule, and past days stay as they were computed."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'checklist-rules' })}>
          Change
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={4}>
        {(rules) => (
          <>
            <KeyValue
              facts={[
                {
                  name: 'Scanned within',
                  value: `${rules.scanHours} hours`,
                  note: `Step 3. The standard is ${ruleRanges.scanHours.standard}.`,
                },
                {
                  name: 'At risk',
                  value: `${rules.riskDays} days ahead`,
                  note: `Step 4. The standard is ${ruleRanges.riskDays.standard}.`,
                },
                {
                  name: 'Attention is failing in',
                  value:
                    rules.attentionFails.length === 0
                      ? 'no step'
                      : rules.attentionFails.map((step) => `${step} ${stepTitles[step - 1] ?? ''}`).join(', '),
                },
                {
                  name: 'Said by',
                  value:
                    rules.changed === null ? (
                      'nobody: they are the standard'
                    ) : (
                      <>
                        <Name of={rules.changed.by} /> <Time at={rules.changed.at} />
                      </>
                    ),
                  ...(rules.changed === null ? {} : { note: <Name of={rules.changed.because} wraps /> }),
                },
              ]}
            />
            {part('do') === 'checklist-rules' && blocked === null && (
              <DetailDrawer title="Rules of the twelve steps" onClose={close}>
                <ChecklistRulesForm rules={rules} onDone={close} />
              </DetailDrawer>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

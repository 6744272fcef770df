import { useQuery } from '@tanstack/react-query';
import type { WindowShape } from '@fettle/core/windows';
import { Button, Checkbox, Group, MultiSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { plainName } from '../../ui/name-text.ts';
import { duration } from '../../ui/time.ts';
import { at, below, type Draft, numberOf, shownNumber } from './draft.ts';
import { WindowFromFile } from './WindowFromFile.tsx';
import { readWeek, weekDays, writeWeek } from './week.ts';
import form from '../form.module.css';

/** When devices may change: days of the week and a start by the clock of each site; any other recurrence as a rule. */
export function WindowFields({ policy, problems, change, clientId }: Draft & { readonly clientId: string | null }): ReactNode {
  const { window } = policy;
  const [raw, setRaw] = useState(readWeek(window.rule) === null);
  const days = readWeek(window.rule) ?? [];
  const set = (changed: Partial<typeof window>): void => change({ window: { ...window, ...changed } });
  const setFrom = (from: string): void => {
    const { from: _before, ...rest } = window;
    change({ window: from === '' ? rest : { ...rest, from } });
  };
  const setPlusDays = (days: number): void => {
    const { plusDays: _before, ...rest } = window;
    change({ window: days === 0 ? rest : { ...rest, plusDays: days } });
  };
  const dropExcept = (): void => {
    const { except: _before, ...rest } = window;
    change({ window: rest });
  };
  const setClosedOn = (ids: string[]): void => {
    const { closedOn: _before, ...rest } = window;
    change({ window: ids.length === 0 ? rest : { ...rest, closedOn: ids } });
  };
  const lists = useQuery(reading('listHolidayLists', { query: clientId === null ? {} : { clientId } }));
  // What holds for all clients names lists of the provider only.
  const offered = lists.data?.items.filter((list) => clientId !== null || list.clientId === null) ?? [];
  const take = (taken: WindowShape): void => {
    const { closedOn } = window;
    change({ window: closedOn === undefined ? taken : { ...taken, closedOn } });
    setRaw(readWeek(taken.rule) === null);
  };
  const choose = (how: string): void => {
    setRaw(how === 'rule');
    if (how === 'week' && readWeek(window.rule) === null) {
      const { from: _before, ...rest } = window;
      change({ window: { ...rest, rule: 'FREQ=WEEKLY;BYDAY=SU' } });
    }
  };
  return (
    <>
      <SegmentedControl
        aria-label="How the window recurs"
        value={raw ? 'rule' : 'week'}
        onChange={choose}
        data={[
          { value: 'week', label: 'Days of the week' },
          { value: 'rule', label: 'Any rule' },
        ]}
        style={{ justifySelf: 'start' }}
      />
      {raw ? (
        <>
          <TextInput
            label="Rule"
            description="RFC 5545, for example FREQ=MONTHLY;BYDAY=2TU for the second Tuesday. The time of day is the start below."
            value={window.rule}
            onChange={(event) => set({ rule: event.currentTarget.value })}
            error={at(problems, 'window.rule')}
            spellCheck={false}
          />
          <TextInput
            type="date"
            label="Counted from"
            description="Needed where the rule counts: INTERVAL, COUNT, or no days named."
            value={window.from ?? ''}
            onChange={(event) => setFrom(event.currentTarget.value)}
            error={at(problems, 'window.from')}
          />
        </>
      ) : (
        <Checkbox.Group
          label="Opens on"
          value={[...days]}
          onChange={(picked) => set({ rule: writeWeek(picked) })}
          error={at(problems, 'window.rule')}
        >
          <Group mt={6} gap="md">
            {weekDays.map((day) => (
              <Checkbox key={day.value} value={day.value} label={day.label} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      <div className={form.pair}>
        <TextInput
          label="Start"
          description="As in 02:30, by the clock of each device’s site."
          inputMode="numeric"
          maxLength={5}
          value={window.start}
          onChange={(event) => set({ start: event.currentTarget.value })}
          error={at(problems, 'window.start')}
        />
        <NumberInput
          label="Lasts"
          suffix=" minutes"
          description={
            window.durationMinutes > 0
              ? `${duration(window.durationMinutes * 60)}, in real time also when the clocks change.`
              : 'In real time.'
          }
          value={shownNumber(window.durationMinutes)}
          min={1}
          max={10_080}
          allowDecimal={false}
          onChange={(value) => set({ durationMinutes: numberOf(value) })}
          error={at(problems, 'window.durationMinutes')}
        />
      </div>
      <div className={form.pair}>
        <NumberInput
          label="Days after"
          suffix=" days"
          description="Opens so many days after the days above: 3 after the second Tuesday is not always the second Friday."
          value={window.plusDays ?? 0}
          min={0}
          max={27}
          allowDecimal={false}
          onChange={(value) => setPlusDays(numberOf(value))}
          error={at(problems, 'window.plusDays')}
        />
        <MultiSelect
          label="Closed on"
          description="Lists of holidays, kept in the calendar. On their days it does not open."
          data={offered.map((list) => ({ value: list.id, label: plainName(list.name) }))}
          value={[...(window.closedOn ?? [])]}
          onChange={setClosedOn}
          error={below(problems, 'window.closedOn')}
          nothingFoundMessage="There are no lists yet"
        />
      </div>
      {window.except !== undefined && (
        <div className={form.actions}>
          <span>
            Does not open on {window.except.length === 1 ? 'one single day' : `${window.except.length} single days`}:{' '}
            {window.except.slice(0, 10).join(', ')}
            {window.except.length > 10 && ' …'}
          </span>
          <Button size="xs" onClick={dropExcept}>
            Open on them, too
          </Button>
        </div>
      )}
      <WindowFromFile onTake={take} />
      {at(problems, 'window') !== null && <p>{at(problems, 'window')}</p>}
    </>
  );
}

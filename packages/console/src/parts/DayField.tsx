import { Button, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import style from './DayField.module.css';

/** Today by UTC, which is how past days are counted. */
export function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A past day of an address; undefined where it names none. */
export function pastDay(text: string): string | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && text < todayInUtc() ? text : undefined;
}

/** Chooses a past day (UTC), or now again. What it says goes into the address. */
export function DayField({ day, onChange }: { day: string | undefined; onChange: (day: string) => void }): ReactNode {
  return (
    <span className={style.field}>
      <span aria-hidden="true">As it was on</span>
      <TextInput
        type="date"
        aria-label="As it was on (UTC)"
        value={day ?? ''}
        max={todayInUtc()}
        onChange={(event) => onChange(pastDay(event.currentTarget.value) ?? '')}
      />
      {day !== undefined && (
        <Button variant="subtle" onClick={() => onChange('')}>
          Now
        </Button>
      )}
    </span>
  );
}

import type { ReactNode } from 'react';
import style from './Count.module.css';

type Props = {
  /** null: nobody counted yet; shown as unknown, never as zero. */
  value: number | null;
  /** The whole that this is a part of; a part without its whole is not shown. */
  of?: number | null;
  /** The rows behind the number. Every number that stands for rows has them. */
  href?: string;
  /** What is counted, in words: `devices missing an urgent update`, or of one and of more. Read out; also shown when `show` is set. */
  label: string | readonly [one: string, more: string];
  show?: boolean;
  percent?: boolean;
};

const digits = new Intl.NumberFormat('en-GB');

/** A number in the reader's way of writing: `12,480`. */
export function number(value: number): string {
  return digits.format(value);
}

/** A number with its denominator, opening the rows behind it. A percentage never stands without both. */
export function Count({ value, of, href, label: given, show = false, percent = false }: Props): ReactNode {
  const label = typeof given === 'string' ? given : given[(of ?? value) === 1 ? 0 : 1];
  const words =
    value === null ? `not known: ${label}` : `${digits.format(value)}${typeof of === 'number' ? ` of ${digits.format(of)}` : ''} ${label}`;
  const body = (
    <>
      <span aria-hidden="true">
        <span className={value === null ? style.unknown : style.value}>{value === null ? '?' : digits.format(value)}</span>
        {typeof of === 'number' && <span className={style.of}>/{digits.format(of)}</span>}
        {percent && value !== null && typeof of === 'number' && of > 0 && (
          <span className={style.percent}>{Math.floor((value / of) * 100)}%</span>
        )}
        {show && <span className={style.label}>{label}</span>}
      </span>
      <span className="visually-hidden">{words}</span>
    </>
  );
  if (href === undefined || value === 0 || value === null) return <span className={value === 0 ? style.zero : style.count}>{body}</span>;
  return (
    <a href={href} className={style.count}>
      {body}
    </a>
  );
}

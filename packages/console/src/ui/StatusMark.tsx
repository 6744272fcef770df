import type { ReactNode } from 'react';
import { type Status, statusWord } from './status.ts';
import style from './StatusMark.module.css';

/**
 * The shape alone, 12 by 12: a filled disc with a tick (good), a triangle (attention), a filled square with a bar (failing), a turning
 * arc (running), a clock (waiting), a hatched square (unknown). Decoration beside a word; it says nothing to a screen reader.
 */
export function StatusShape({ status, className = '' }: { status: Status; className?: string }): ReactNode {
  return (
    <svg viewBox="0 0 12 12" className={`${style.shape} ${style[status]} ${className}`} aria-hidden="true" focusable="false">
      {shapes[status]}
    </svg>
  );
}

const shapes: Readonly<Record<Status, ReactNode>> = {
  good: (
    <>
      <circle cx="6" cy="6" r="5.6" fill="var(--mark)" />
      <path d="M3.5 6.2 5.3 8 8.6 4.4" fill="none" stroke="var(--raised)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  attention: (
    <>
      <path d="M6 .9 11.6 11H.4Z" fill="var(--mark)" stroke="var(--mark)" strokeLinejoin="round" />
      <path d="M6 4.4v3" stroke="var(--raised)" strokeWidth="1.4" strokeLinecap="round" />
      <circle cx="6" cy="9.3" r=".8" fill="var(--raised)" />
    </>
  ),
  failing: (
    <>
      <rect x=".6" y=".6" width="10.8" height="10.8" rx="1.6" fill="var(--mark)" />
      <path d="m4 4 4 4M8 4 4 8" stroke="var(--raised)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="4.7" fill="none" stroke="var(--mark)" strokeWidth="1.6" opacity=".32" />
      <path
        d="M6 1.3A4.7 4.7 0 0 1 10.7 6"
        className={style.turning}
        fill="none"
        stroke="var(--mark)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </>
  ),
  waiting: (
    <>
      <circle cx="6" cy="6" r="4.9" fill="none" stroke="var(--mark)" strokeWidth="1.4" />
      <path d="M6 3.4V6l1.7 1.2" fill="none" stroke="var(--mark)" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  unknown: (
    <>
      <rect x="1" y="1" width="10" height="10" rx="1.6" fill="none" stroke="var(--mark)" strokeWidth="1.2" strokeDasharray="2 1.4" />
      <path d="M2 7 7 2M3.4 10 10 3.4M7.4 10.4l3-3" stroke="var(--mark)" strokeWidth=".9" />
    </>
  ),
};

/** A status as shape, colour and word. `quiet` keeps the word in the text's colour, for long tables where only the shape should speak. */
export function StatusMark({ status, word, quiet = false }: { status: Status; word?: string; quiet?: boolean }): ReactNode {
  return (
    <span className={`${style.mark} ${style[status]} ${quiet ? style.quiet : ''}`}>
      <StatusShape status={status} />
      <span className={style.word}>{word ?? statusWord[status]}</span>
    </span>
  );
}

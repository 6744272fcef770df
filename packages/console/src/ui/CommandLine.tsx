import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import style from './CommandLine.module.css';

/** One line to run elsewhere, whole and copyable. `where` says on which machine and as whom. */
export function CommandLine({ command, where }: { command: string; where: string }): ReactNode {
  return (
    <figure className={style.command}>
      <figcaption>{where}</figcaption>
      <div className={style.line}>
        <code>{command}</code>
        <CopyButton text={command} label="Copy" />
      </div>
    </figure>
  );
}

/** A key's or a document's fingerprint in groups of four, so that two people can compare it aloud. `text` may carry a prefix (`SHA256:`). */
export function Fingerprint({ text, label }: { text: string; label: string }): ReactNode {
  const cut = text.indexOf(':') + 1;
  const groups = text.slice(cut).match(/.{1,4}/gu) ?? [];
  return (
    <span className={style.fingerprint}>
      <span className={style.groups} role="img" aria-label={`${label}: ${text}`}>
        {cut > 0 && <span className={style.kind}>{text.slice(0, cut)}</span>}
        {/* The groups of one fingerprint never move, so their place is their key. */}
        {groups.map((group, index) => (
          <span key={index}>{group}</span>
        ))}
      </span>
      <CopyButton text={text} />
    </span>
  );
}

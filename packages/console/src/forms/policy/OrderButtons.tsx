import type { ReactNode } from 'react';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import form from '../form.module.css';

type Props<Item> = {
  items: readonly Item[];
  index: number;
  /** What one of them is, as in `rule 2`. */
  what: string;
  onChange: (items: readonly Item[]) => void;
};

/** Earlier, later, remove: of lists in which the order decides. */
export function OrderButtons<Item>({ items, index, what, onChange }: Props<Item>): ReactNode {
  const swap = (at: number): void => {
    const [one, other] = [items[at], items[at + 1]];
    if (one !== undefined && other !== undefined) onChange(items.toSpliced(at, 2, other, one));
  };
  const name = `${what} ${index + 1}`;
  return (
    <div className={form.actions}>
      <ReasonButton
        variant="subtle"
        aria-label={`Earlier: ${name}`}
        reason={index === 0 ? 'It is the first already.' : null}
        onClick={() => swap(index - 1)}
      >
        Earlier
      </ReasonButton>
      <ReasonButton
        variant="subtle"
        aria-label={`Later: ${name}`}
        reason={index === items.length - 1 ? 'It is the last already.' : null}
        onClick={() => swap(index)}
      >
        Later
      </ReasonButton>
      <ReasonButton variant="subtle" aria-label={`Remove: ${name}`} reason={null} onClick={() => onChange(items.toSpliced(index, 1))}>
        Remove
      </ReasonButton>
    </div>
  );
}

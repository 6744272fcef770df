import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { areas } from './areas.ts';
import style from './HelpWindow.module.css';

const keys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Search, or go anywhere (Cmd K on a Mac)' },
  { keys: ['/'], does: 'Narrow the list' },
  { keys: ['j'], does: 'Next row' },
  { keys: ['k'], does: 'Row before' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['x'], does: 'Select the row' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'Show these keys' },
];

/** Every key that the console knows. */
export function HelpWindow({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={style.keys}>
        {[...keys, ...areas.map((area) => ({ keys: ['g', area.key], does: `Go to ${area.label}` }))].map((line) => (
          <div key={line.does}>
            <dt>
              {line.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{line.does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

/** A row's detail at the right edge. It has an address of its own: opening and closing it is going somewhere, so Back closes it too. */
export function DetailDrawer({ title, onClose, children }: { title: ReactNode; onClose: () => void; children: ReactNode }): ReactNode {
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title}
      size={640}
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Drawer>
  );
}

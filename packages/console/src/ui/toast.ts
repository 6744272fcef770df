import { notifications } from '@mantine/notifications';
import type { Status } from './status.ts';
import style from './toast.module.css';

/** Says in a corner what was done. Failures stay until they are closed; everything else goes after six seconds. */
export function toast(status: Status, title: string, message = ''): void {
  notifications.show({
    title,
    message,
    withBorder: true,
    autoClose: status === 'failing' ? false : 6000,
    classNames: { root: `${style.toast} ${style[status]}`, title: style.title ?? '', description: style.text ?? '' },
    closeButtonProps: { 'aria-label': 'Close' },
  });
}

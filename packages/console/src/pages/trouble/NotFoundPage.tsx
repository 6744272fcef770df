import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Empty } from '../../ui/Empty.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import style from './trouble.module.css';

/** There is nothing at this address. */
export function NotFoundPage(): ReactNode {
  return (
    <div className={style.page}>
      <PageHeader title="Nothing stands here" />
      <Empty title={location.pathname} action={<a href={paths.today()}>Go to Today</a>}>
        The address may be mistyped, the thing may be gone, or it may belong to a client that is out of your reach. Ctrl K finds everything
        that you may see.
      </Empty>
    </div>
  );
}

import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import { type ComponentPropsWithoutRef, type ReactNode, useId } from 'react';

type Props = Omit<ButtonProps, 'disabled'> &
  Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps | 'disabled'> & {
    /** Why it can not be pressed now; null where it can. */
    reason: string | null;
    danger?: boolean;
  };

/**
 * A button that says why it can not be pressed. While there is a reason it stays reachable by keyboard (aria-disabled, not disabled),
 * shows the reason on hover and focus, reads it out as its description, and does nothing.
 */
export function ReasonButton({ reason, danger = false, onClick, children, ...rest }: Props): ReactNode {
  const id = useId();
  const blocked = reason !== null;
  const button = (
    <Button
      {...rest}
      {...(danger ? { 'data-danger': true } : {})}
      {...(blocked ? { 'aria-disabled': true, 'data-disabled': true, 'aria-describedby': id } : {})}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </Button>
  );
  if (!blocked) return button;
  return (
    <>
      <Tooltip label={reason}>{button}</Tooltip>
      <span id={id} className="visually-hidden">
        {reason}
      </span>
    </>
  );
}

import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** Copies a text and says so on itself for two seconds; where the browser refuses, it says that instead. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }): ReactNode {
  const [said, say] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    const outcome = await navigator.clipboard.writeText(text).then(
      () => 'Copied',
      () => 'Select it and copy by hand',
    );
    say(outcome);
    setTimeout(() => say(null), 2000);
  };
  return (
    <Button variant="subtle" onClick={() => void copy()}>
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  );
}

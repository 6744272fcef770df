/**
 * Readers who ask for the same at once share one answer. Whoever comes while it is being worked out gets the next one, which begins afterwards: so nobody
 * is given an answer that is older than their question.
 */
export type Share = <T>(key: string, work: () => Promise<T>) => Promise<T>;

type Turn = { readonly running: Promise<unknown>; next: Promise<unknown> | null };

export function shareWork(): Share {
  const turns = new Map<string, Turn>();

  function begin<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = work();
    const turn: Turn = { running, next: null };
    turns.set(key, turn);
    const end = (): void => {
      if (turns.get(key) === turn && turn.next === null) turns.delete(key);
    };
    running.then(end, end);
    return running;
  }

  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = turns.get(key);
    if (turn === undefined) return begin(key, work);
    const after = (): Promise<T> => begin(key, work);
    turn.next ??= turn.running.then(after, after);
    // One key, one kind of answer: the caller's key names everything that the work depends on.
    return turn.next as Promise<T>;
  };
}

/**
 * What the server says has changed, told to every open page over one line. Over HTTP/1.1 a browser has six lines to a server: pages that each kept one would starve the
 * seventh. The page that holds the lock keeps the line and tells the others; when it is closed, the browser gives the lock to one that waits.
 */
const shared = 'fettle-changes';
/** Of nothing in particular: something may have been missed. */
const anything = '';
const againAfterMs = 30_000;

/** Tells each hint of the server as it came; an empty one where hints may have been missed. Gives what ends it. */
export function hearChanges(tell: (hint: string) => void): () => void {
  const over = new AbortController();
  // The types promise locks; browsers give none outside a secure context (W3C Secure Contexts): there each page keeps a line of its own.
  if (!globalThis.isSecureContext) {
    void keepLine(tell, false, over.signal);
    return () => over.abort();
  }
  const others = new BroadcastChannel(shared);
  others.addEventListener('message', ({ data }: MessageEvent<string>) => tell(data));
  const say = (hint: string): void => {
    tell(hint);
    others.postMessage(hint);
  };
  void takeTurns(say, over.signal);
  return () => {
    over.abort();
    others.close();
  };
}

async function takeTurns(say: (hint: string) => void, signal: AbortSignal): Promise<void> {
  const { locks } = navigator;
  // Where nobody listens yet, nothing that is shown was missed: this page has only just been read.
  const wasFirst = await locks.request(shared, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await keepLine(say, false, signal);
    return lock !== null;
  });
  if (wasFirst) await pause(againAfterMs, signal);
  while (!signal.aborted) {
    // Rejects when this page stops listening while it waits: the loop ends.
    await locks.request(shared, { signal }, () => keepLine(say, true, signal)).catch(() => undefined);
    await pause(againAfterMs, signal);
  }
}

/** Until this page stops listening, or the server refuses. After a break the browser comes back by itself and is told what it missed. */
function keepLine(say: (hint: string) => void, mayHaveMissed: boolean, signal: AbortSignal): Promise<void> {
  return new Promise((end) => {
    if (signal.aborted) return end();
    const source = new EventSource('/api/v1/events');
    const stop = (): void => {
      source.close();
      end();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (mayHaveMissed) source.addEventListener('open', () => say(anything), { once: true });
    for (const kind of ['changed', 'resync']) source.addEventListener(kind, ({ data }: MessageEvent<string>) => say(data));
    source.addEventListener('error', () => source.readyState === EventSource.CLOSED && stop());
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((end) => {
    if (signal.aborted) return end();
    const timer = setTimeout(end, ms);
    const stop = (): void => {
      clearTimeout(timer);
      end();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

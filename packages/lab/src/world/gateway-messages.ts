/** What the opener of a world and the process on the world's network say to each other. */

export type Ask =
  | { readonly kind: 'serve'; readonly folder: string; readonly host: string; readonly port: number }
  | { readonly kind: 'unserve'; readonly port: number }
  | { readonly kind: 'get'; readonly url: string; readonly timeout: number }
  /** Comes with a listening socket of the machine's own network. */
  | { readonly kind: 'forward'; readonly host: string; readonly port: number };

export type Got = { readonly status: number; readonly body: string };

/** `value`: what was asked for; `error`: a sentence. */
export type Reply = { readonly id: number; readonly value?: Got | true; readonly error?: string };

export type Request = { readonly id: number; readonly ask: Ask };

/** Whether a message is one of ours: it has a number. Both ends are this folder's own code. */
export function isNumbered(message: unknown): message is { readonly id: number } {
  return typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number';
}

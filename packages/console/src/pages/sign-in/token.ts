/** The secret word of a one-time link: `#word` or `#token=word`. It stands after `#`, so that no server or proxy on the way writes it down. */
export function tokenInAddress(): string {
  return location.hash.replace(/^#(token=)?/, '');
}

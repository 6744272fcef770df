/** A table of sockets as the kernel prints it (proc(5); the form is that of `tcp4_seq_show` and its kin in Linux's net/ipv4 and net/ipv6). */

export type Socket = {
  /** Of the local address, in the order of the network: 4 or 16. */
  readonly bytes: readonly number[];
  readonly port: number;
};

/** State 0A is TCP_LISTEN; a UDP socket that is bound and talks to nobody in particular stands as 07, TCP_CLOSE. */
const states = { listening: '0A', unconnected: '07' } as const;

/**
 * The sockets of a table that are in this state. Each line: `sl: LOCAL:PORT REMOTE:PORT STATE …`, in hex; addresses are words of 32 bits in the byte order of the processor,
 * ports are plain numbers. Lines of another form are passed over, and so is port 0: nothing can be sent there.
 */
export function parseSockets(table: string, state: keyof typeof states, order: 'big' | 'little'): readonly Socket[] {
  return table.split('\n').flatMap((line) => {
    const [, address = '', port = '', told] =
      /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) (?:[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line) ?? [];
    if (told !== states[state] || port === '0000') return [];
    return [{ bytes: bytesOf(address, order), port: Number.parseInt(port, 16) }];
  });
}

function bytesOf(hex: string, order: 'big' | 'little'): readonly number[] {
  return (hex.match(/.{8}/g) ?? []).flatMap((word) => {
    const bytes = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
    return order === 'little' ? bytes.toReversed() : bytes;
  });
}

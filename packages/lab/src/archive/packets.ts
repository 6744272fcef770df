/** OpenPGP's encodings (RFC 4880): packets, multi-precision integers, subpackets, ASCII armour. */

/** Tags of RFC 4880 section 4.3 that are used here. */
export const TAG = { signature: 2, publicKey: 6, userId: 13 } as const;

/** A packet with a new-format header (section 4.2.2). */
export function packet(tag: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag]), length(body.length), body]);
}

/** A subpacket of a signature (section 5.2.3.1). */
export function subpacket(type: number, body: Buffer): Buffer {
  return Buffer.concat([length(body.length + 1), Buffer.from([type]), body]);
}

function length(count: number): Buffer {
  if (count < 192) return Buffer.from([count]);
  if (count < 8384) return Buffer.from([((count - 192) >> 8) + 192, (count - 192) & 0xff]);
  return Buffer.concat([Buffer.from([0xff]), uint32(count)]);
}

/** A multi-precision integer (section 3.2): its length in bits, then its bytes without leading zeros. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const kept = first === -1 ? Buffer.alloc(0) : bytes.subarray(first);
  const bits = kept.length === 0 ? 0 : kept.length * 8 - Math.clz32(kept[0] ?? 0) + 24;
  return Buffer.concat([uint16(bits), kept]);
}

/** Two bytes, the greater first. */
export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Four bytes, the greatest first. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** ASCII armour with its checksum (section 6.2). */
export function armour(kind: 'SIGNATURE' | 'PUBLIC KEY BLOCK', body: Buffer): string {
  const lines = body.toString('base64').match(/.{1,64}/g) ?? [];
  const checksum = crc24(body).toString('base64');
  return [`-----BEGIN PGP ${kind}-----`, '', ...lines, `=${checksum}`, `-----END PGP ${kind}-----`, ''].join('\n');
}

/** CRC-24 with the generator and start value of section 6.1. */
function crc24(body: Buffer): Buffer {
  let crc = 0xb704ce;
  for (const byte of body) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return uint32(crc & 0xffffff).subarray(1);
}

/**
 * Which 32 bytes may be an Ed25519 public key (RFC 8032 section 5.1.3).
 *
 * With a key of small order a signature can be made that fits many messages or all, without any private key; an encoding that is
 * not canonical gives one key two fingerprints. OpenSSL takes both, so we look before it does. The sum is done once for a key.
 */

const p = 2n ** 255n - 19n;
const signBit = 1n << 255n;
const d = mod(-121665n * power(121666n, p - 2n));

/**
 * The y coordinates of the eight points of small order: order 4, 1, 2, and the two of order 8 (roots of d·y⁴ + 2y² − 1).
 * Comparing y alone refuses both signs of x.
 */
const smallOrderYs: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  p - 1n,
  littleEndian(Uint8Array.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')),
  littleEndian(Uint8Array.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')),
]);

/** Why these bytes are not a public key that we accept, as the end of the sentence "The key …"; null when they are. */
export function publicKeyProblem(raw: Uint8Array): string | null {
  return encodingProblem(raw) ?? (isOnCurve(yOf(raw)) ? null : 'is not a point of the curve');
}

/** The same without the sum, which takes ten times as long as the rest: whether it is a point of the curve is not said. */
export function encodingProblem(raw: Uint8Array): string | null {
  if (raw.length !== 32) return `has ${raw.length} bytes, not 32`;
  const y = yOf(raw);
  if (y >= p) return 'is not in its canonical encoding';
  return smallOrderYs.has(y) ? 'is a point of small order, for which anybody can make signatures' : null;
}

function yOf(raw: Uint8Array): bigint {
  return littleEndian(raw) & (signBit - 1n);
}

/** x² = (y² − 1) / (d·y² + 1) must be a square. Euler's criterion, on the product instead of the quotient. */
function isOnCurve(y: bigint): boolean {
  const y2 = mod(y * y);
  return power(mod((y2 - 1n) * (d * y2 + 1n)), (p - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function mod(value: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toReversed().toHex()}`);
}

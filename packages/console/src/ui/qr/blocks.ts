/** The part of a QR code that mends errors: Reed-Solomon over GF(256), ISO/IEC 18004 section 7.5, level M only. */

/** Versions 1 to 10 at level M: check bytes a block, and the data bytes of each block in order (ISO/IEC 18004, table 9). */
export const versions: readonly { readonly check: number; readonly blocks: readonly number[] }[] = [
  { check: 10, blocks: [16] },
  { check: 16, blocks: [28] },
  { check: 26, blocks: [44] },
  { check: 18, blocks: [32, 32] },
  { check: 24, blocks: [43, 43] },
  { check: 16, blocks: [27, 27, 27, 27] },
  { check: 18, blocks: [31, 31, 31, 31] },
  { check: 22, blocks: [38, 38, 39, 39] },
  { check: 22, blocks: [36, 36, 36, 37, 37] },
  { check: 26, blocks: [43, 43, 43, 43, 44] },
];

/** Product in GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1. */
export function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

function generator(degree: number): number[] {
  const result: number[] = Array.from({ length: degree }, (_, index) => (index === degree - 1 ? 1 : 0));
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (let index = 0; index < degree; index += 1) result[index] = times(result[index] ?? 0, root) ^ (result[index + 1] ?? 0);
    root = times(root, 2);
  }
  return result;
}

/** The check bytes of one block: the remainder of its data by the generator polynomial. */
export function checkBytes(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  const rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    divisor.forEach((coefficient, index) => {
      rest[index] = (rest[index] ?? 0) ^ times(coefficient, factor);
    });
  }
  return rest;
}

/** Data bytes cut into the version's blocks, each with its check bytes, in the order in which they are drawn. */
export function interleave(data: readonly number[], version: number): number[] {
  const shape = versions[version - 1];
  if (shape === undefined) throw new RangeError(`QR version ${version} is not one of 1 to ${versions.length}`);
  let from = 0;
  const blocks = shape.blocks.map((length) => data.slice(from, (from += length)));
  const checks = blocks.map((block) => checkBytes(block, shape.check));
  return [...byColumn(blocks), ...byColumn(checks)];
}

function byColumn(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, column) => blocks.flatMap((block) => block[column] ?? [])).flat();
}

/** A QR code's picture (ISO/IEC 18004), byte mode, level M, up to version 10: enough for any `otpauth:` address. */
import { interleave, versions } from './blocks.ts';

/** Rows of modules, true is dark. */
export type Matrix = readonly (readonly boolean[])[];

type Grid = { readonly size: number; readonly dark: boolean[][]; readonly fixed: boolean[][] };

/** The code of a text, or null where it is too long (213 bytes of UTF-8 is the most). */
export function qrMatrix(text: string): Matrix | null {
  const bytes = [...new TextEncoder().encode(text)];
  const version = versions.findIndex((shape, index) => bytes.length <= capacity(shape.blocks, index + 1)) + 1;
  if (version === 0) return null;
  const bits = interleave(dataBytes(bytes, version), version).flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >>> (7 - bit)) & 1) === 1),
  );
  const drawn = masks.map((mask, number) => {
    const grid = emptyGrid(version);
    drawBits(grid, bits, mask);
    drawFormat(grid, number);
    return grid.dark;
  });
  return drawn.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

function capacity(blocks: readonly number[], version: number): number {
  return blocks.reduce((sum, length) => sum + length, 0) - (version < 10 ? 2 : 3);
}

function dataBytes(bytes: readonly number[], version: number): number[] {
  const total = versions[version - 1]?.blocks.reduce((sum, length) => sum + length, 0) ?? 0;
  const head =
    version < 10
      ? [0x40 | (bytes.length >>> 4), bytes.length & 15]
      : [0x40 | (bytes.length >>> 12), (bytes.length >>> 4) & 255, bytes.length & 15];
  // The length ends in the middle of a byte, so all data is moved by half a byte; the last half byte is the terminator.
  const halves = [...bytes.flatMap((byte) => [byte >>> 4, byte & 15]), 0];
  const out = head.slice(0, -1);
  const nibbles = [head.at(-1) ?? 0, ...halves];
  for (let index = 0; index < nibbles.length; index += 2) out.push(((nibbles[index] ?? 0) << 4) | (nibbles[index + 1] ?? 0));
  for (let pad = 0xec; out.length < total; pad ^= 0xec ^ 0x11) out.push(pad);
  return out;
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

function set(grid: Grid, row: number, column: number, dark: boolean): void {
  const line = grid.dark[row];
  const fixed = grid.fixed[row];
  if (line === undefined || fixed === undefined || column < 0 || column >= grid.size) return;
  line[column] = dark;
  fixed[column] = true;
}

function emptyGrid(version: number): Grid {
  const size = version * 4 + 17;
  const blank = (): boolean[][] => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const grid: Grid = { size, dark: blank(), fixed: blank() };
  for (let index = 0; index < size; index += 1) {
    set(grid, 6, index, index % 2 === 0);
    set(grid, index, 6, index % 2 === 0);
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    square(grid, row, column, 4);
  const places = alignment(version, size);
  for (const row of places) {
    for (const column of places) {
      const corner = (row === 6 && column === 6) || (row === 6 && column === size - 7) || (row === size - 7 && column === 6);
      if (!corner) square(grid, row, column, 2);
    }
  }
  drawFormat(grid, 0);
  if (version >= 7) drawVersion(grid, version);
  return grid;
}

/** Rings around a centre: the finders (reach 4, with their light border) and the alignment marks (reach 2). */
function square(grid: Grid, row: number, column: number, reach: number): void {
  for (let down = -reach; down <= reach; down += 1) {
    for (let across = -reach; across <= reach; across += 1) {
      const ring = Math.max(Math.abs(down), Math.abs(across));
      set(grid, row + down, column + across, reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1);
    }
  }
}

function alignment(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((size - 13) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - (count - 2 - index) * step)];
}

/** Level M (00) and the mask's number, BCH(15,5) coded, twice. */
function drawFormat(grid: Grid, mask: number): void {
  let rest = mask;
  for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (index: number): boolean => ((bits >>> index) & 1) === 1;
  const last = grid.size - 1;
  for (let index = 0; index < 15; index += 1) {
    const row = index < 6 ? index : index < 8 ? index + 1 : 8;
    const column = index < 8 ? 8 : index === 8 ? 7 : 14 - index;
    set(grid, row, column, bit(index));
    if (index < 8) set(grid, 8, last - index, bit(index));
    else set(grid, last - 14 + index, 8, bit(index));
  }
  set(grid, grid.size - 8, 8, true);
}

/** The version's number, BCH(18,6) coded, in the two corners that have room for it. */
function drawVersion(grid: Grid, version: number): void {
  let rest = version;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let index = 0; index < 18; index += 1) {
    const dark = ((bits >>> index) & 1) === 1;
    set(grid, Math.floor(index / 3), grid.size - 11 + (index % 3), dark);
    set(grid, grid.size - 11 + (index % 3), Math.floor(index / 3), dark);
  }
}

/** Data runs in two columns at once from the lower right, up and down in turn, around what is fixed. */
function drawBits(grid: Grid, bits: readonly boolean[], mask: (row: number, column: number) => boolean): void {
  let next = 0;
  for (let right = grid.size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < grid.size; step += 1) {
      const upward = ((right + 1) & 2) === 0;
      const row = upward ? grid.size - 1 - step : step;
      for (const column of [right, right - 1]) {
        const line = grid.dark[row];
        if (line === undefined || grid.fixed[row]?.[column] === true) continue;
        line[column] = (bits[next] ?? false) !== mask(row, column);
        next += 1;
      }
    }
  }
}

/** How hard a picture is to read (ISO/IEC 18004, 7.8.3): runs, squares, false finders, imbalance. The mask with the least is taken. */
function penalty(dark: Matrix): number {
  const size = dark.length;
  const columns = dark.map((_, column) => dark.map((row) => row[column] ?? false));
  let sum = 0;
  for (const line of [...dark, ...columns]) {
    const text = line.map((on) => (on ? '1' : '0')).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    sum += 40 * ((text.match(/(?=00001011101)/g) ?? []).length + (text.match(/(?=10111010000)/g) ?? []).length);
  }
  for (let row = 1; row < size; row += 1) {
    for (let column = 1; column < size; column += 1) {
      const one = dark[row]?.[column];
      if (one === dark[row - 1]?.[column] && one === dark[row]?.[column - 1] && one === dark[row - 1]?.[column - 1]) sum += 3;
    }
  }
  const share = dark.flat().filter(Boolean).length / (size * size);
  return sum + Math.floor(Math.abs(share * 100 - 50) / 5) * 10;
}

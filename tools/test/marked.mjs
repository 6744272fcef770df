import { readFileSync, readdirSync } from 'node:fs';

/**
 * Running processes whose environment holds this `NAME=value`, wherever they have gone (proc(5)). Elsewhere than on
 * Linux there is no such list, and the answer is none.
 * @returns {Array<{ pid: number, name: string }>}
 */
export function processesMarked(/** @type {string} */ mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const environment = read(`/proc/${pid}/environ`);
      if (!environment.split('\0').includes(mark)) return [];
      return [{ pid: Number(pid), name: read(`/proc/${pid}/comm`).trim() }];
    });
}

/** Gone meanwhile, or another user's: nothing to read. */
function read(/** @type {string} */ path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

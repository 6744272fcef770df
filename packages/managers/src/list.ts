/** Every package manager that Fettle speaks. A new one is a folder and a line here. */
import { apt } from './apt/index.ts';
import { dnf } from './dnf/index.ts';
import type { PackageManager } from './types.ts';

export const managers: readonly PackageManager[] = [apt, dnf];

/** When the simulated server looks next. */
import type { SimDeployment, World } from './world.ts';

/** News of one moment are looked at together, as a server under load does it; of a large deployment those of up to five minutes, in which a server looks in any case. */
function together({ devices }: SimDeployment): number {
  return Math.min(Math.max(20_000, devices.size * 60), 300_000);
}

/** Looks at a time, unless it looks before that anyway. */
export function lookAt(world: World, of: SimDeployment, at: number, turn: boolean): void {
  if (of.state.status !== 'active' || at >= of.lookAt) return;
  of.lookAt = at;
  world.queue.put(at, { what: 'look', of, turn });
}

export function lookSoon(world: World, of: SimDeployment): void {
  lookAt(world, of, world.now + together(of), false);
}

/** Names that are still free in a script. */
import { FreeNames } from '../../freeNames';
import { textOf } from '../nodes';
import type { Script } from '../script';

export class Names extends FreeNames {
  constructor(script: Script) {
    super(script.nodes.filter(({ type }) => type === 'identifier').map((node) => textOf(script.tree, node)));
  }

  has(name: string): boolean {
    return this.taken.has(name);
  }

  /** The name, with a number where it is taken; it is taken from then on. */
  take(wished: string): string {
    let name = wished;
    for (let n = 2; this.taken.has(name); n++) name = `${wished}_${n}`;
    this.taken.add(name);
    return name;
  }
}

/** `scheduler_d` for `optimizer_d`, `self.scheduler` for `self.optimizer`. */
export function schedulerNameFor(optimizer: string): { owner: string; name: string } {
  const parts = optimizer.split('.');
  const last = parts.pop() ?? '';
  const owner = parts.map((part) => `${part}.`).join('');
  const name = last.replace(/optimizers?|optim|opt(?![a-z])/i, (found) =>
    /^[A-Z]/.test(found) ? 'Scheduler' : 'scheduler',
  );
  return { owner, name: name === last ? `${last}_scheduler` : name };
}

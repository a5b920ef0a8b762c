/** Names that are still free in a script. */
import { textOf } from '../nodes';
import type { Script } from '../script';

export class Names {
  private readonly taken: Set<string>;

  constructor(script: Script) {
    this.taken = new Set(
      script.nodes.filter(({ type }) => type === 'identifier').map((node) => textOf(script.tree, node)),
    );
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

  /** One ending that is free for all the names, so that what belongs together looks alike. */
  takeTogether(wished: readonly string[]): string[] {
    for (let n = 1; ; n++) {
      const names = wished.map((name) => (n === 1 ? name : `${name}_${n}`));
      if (names.some((name) => this.taken.has(name))) continue;
      for (const name of names) this.taken.add(name);
      return names;
    }
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

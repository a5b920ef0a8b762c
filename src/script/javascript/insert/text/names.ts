/** Names that are still free in a script. */
import { textOf } from '../../scope';
import type { Script } from '../../script';

export class Names {
  private readonly taken: Set<string>;

  constructor(script: Script) {
    this.taken = new Set(
      script.nodes
        .filter((node) => /identifier/.test(node.type) && node.type !== 'property_identifier')
        .map((node) => textOf(script.tree, node)),
    );
  }

  /** The first of the wished names that is free, else the last with a number; it is taken from then on. */
  take(...wished: string[]): string {
    const last = wished.at(-1) ?? 'value';
    let name = wished.find((candidate) => !this.taken.has(candidate));
    for (let n = 2; name === undefined; n++) {
      if (!this.taken.has(`${last}${n}`)) name = `${last}${n}`;
    }
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

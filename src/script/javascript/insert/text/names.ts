/** Names that are still free in a script. */
import { FreeNames } from '../../../freeNames';
import { textOf } from '../../scope';
import type { Script } from '../../script';

export class Names extends FreeNames {
  constructor(script: Script) {
    super(
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
}

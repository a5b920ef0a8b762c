/** Names that are still free in a script, in whatever language. */
export class FreeNames {
  protected readonly taken: Set<string>;

  /** @param taken every name that the script uses */
  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
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

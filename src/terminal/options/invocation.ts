/** What every command is given beside its own options. */
export interface Invocation {
  /** Where the built files lie. */
  readonly distFolder: string;
  /** What stands behind `--`: it belongs to the user's script. */
  readonly scriptArguments: readonly string[];
  ended(code: number): void;
}

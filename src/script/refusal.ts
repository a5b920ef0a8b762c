/** Nothing can be written; the message says why, in the user's words. */
export class Refusal extends Error {
  /** @param files in which the rate may be written instead, as the script imports them */
  constructor(
    reason: string,
    readonly files: readonly string[] = [],
  ) {
    super(reason);
  }
}

/** Nothing can be written; the message says why, in the user's words. */
export class Refusal extends Error {}

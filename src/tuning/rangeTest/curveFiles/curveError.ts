/** What is wrong with a curve file, in the user's words. */
export class CurveError extends Error {
  override readonly name = 'CurveError';
}

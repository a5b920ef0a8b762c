/** What keeps the engine from starting or going on, in words for the user. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

import { EngineError } from '../../../engine/errors';

/** Ends a call to what only the native package can do. @throws EngineError always */
export function onlyNative(what: string): never {
  throw new EngineError(
    `${what} needs the native package @tensorflow/tfjs-node, which is not installed here or does not load; the ` +
      'embedded engine of LR Tuner stands in for it. Install it with: npm install @tensorflow/tfjs-node',
  );
}

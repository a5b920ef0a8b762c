/** The user's own native TensorFlow.js, and whether it can load: a failed install leaves the JavaScript behind. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';

export const NATIVE_PACKAGES: readonly string[] = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];

/**
 * @param from the file that imports, whose folders are searched (and `NODE_PATH`, which imports do not see).
 * @returns the package's main file; null where it is absent or lacks its native part.
 */
export function findNativePackage(from: string, name: string): string | null {
  let entry: string;
  try {
    entry = createRequire(from).resolve(name);
  } catch {
    return null;
  }
  const library = path.join(path.dirname(path.dirname(entry)), 'lib');
  if (!existsSync(library)) return null;
  const built = readdirSync(library).some((folder) =>
    existsSync(path.join(library, folder, 'tfjs_binding.node')),
  );
  return built ? entry : null;
}

/** Whether it is the native part that failed: built for another machine, or a library that it needs is missing. */
export function isLoadFailure(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_DLOPEN_FAILED' || /tfjs_binding|libtensorflow/.test(message);
}

/** What tfjs-node needs of Node and of its libraries before it loads. */
export function prepareForNative(): void {
  // tfjs-node 4.22 calls it at each operation; gone from Node 23 on, and a warning on stderr in 22.
  (util as { isNullOrUndefined?: (value: unknown) => boolean }).isNullOrUndefined = (value) => value == null;
  // Otherwise it greets on stderr, where the user looks for errors.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
}

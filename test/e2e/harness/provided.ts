import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Which VS Code is driven: the oldest that `engines` allows, or the newest. */
    which: 'floor' | 'latest';
    /** File of the browser. */
    chromium: string;
    /** Folder whose node_modules holds the native @tensorflow/tfjs-node. */
    nativeFolder: string;
    vsix: string;
  }
}

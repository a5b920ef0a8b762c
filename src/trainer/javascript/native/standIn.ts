import type { TensorFlow } from '../../../engine/tensorflow';
import { FileSystem, registerFileHandlers } from './fileSystem';
import { imageFunctions } from './images';
import { onlyNative } from './onlyNative';

/** Tells the user something once; not an error. */
export type Notify = (message: string) => void;

/**
 * What a script gets that imports `@tensorflow/tfjs-node` where that is absent or broken: everything of the project's
 * TensorFlow.js (on which `installEngine` has put the embedded engine under the name 'tensorflow'), and what the
 * native package adds, as far as it goes without it. An ES module needs the names of exports in its text; those of
 * this object are `Object.keys` of it.
 */
export function createTfjsNode(tf: TensorFlow, notify: Notify): TensorFlow {
  registerFileHandlers(tf);
  return {
    ...tf,
    version: { ...tf.version, 'tfjs-node': tf.version.tfjs },
    io: {
      ...tf.io,
      fileSystem: (location: string | string[]) => new FileSystem(tf, location),
      nodeHTTPRequest: tf.io.http,
    },
    node: {
      ...imageFunctions(tf),
      ...tensorBoardFunctions(tf, notify),
      loadSavedModel: () => onlyNative('tf.node.loadSavedModel'),
      getMetaGraphsFromSavedModel: () => onlyNative('tf.node.getMetaGraphsFromSavedModel'),
      getNumOfSavedModels: () => onlyNative('tf.node.getNumOfSavedModels'),
    },
  } as TensorFlow;
}

/** Logs for TensorBoard are not written, which the user is told once. */
function tensorBoardFunctions(tf: TensorFlow, notify: Notify): Record<string, () => unknown> {
  let told = false;
  const tell = (): void => {
    if (!told)
      notify('Logs for TensorBoard are not written: that needs the native package @tensorflow/tfjs-node.');
    told = true;
  };
  return {
    tensorBoard: () => {
      tell();
      return new tf.CustomCallback({});
    },
    summaryFileWriter: () => {
      tell();
      const nothing = (): void => undefined;
      return { scalar: nothing, histogram: nothing, flush: nothing };
    },
  };
}

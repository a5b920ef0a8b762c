import type { EngineContext } from '../context';
import { fuseBatchNormalization } from '../families/batchNormalization';
import { fuseCrossEntropy } from '../families/crossEntropy';
import { fuseGradients } from './gradients';
import { fuseLinearLayers } from '../families/linear';
import { fuseOptimizers } from '../families/optimizers';
import { fuseRecurrentLayers } from '../families/recurrent/recurrent';

/**
 * Replaces chains of small operations, which TensorFlow.js runs one by one, by single kernels: some gradients, the
 * steps of the common optimizers, dense, convolutional and recurrent layers, the loss of classifiers, and batch
 * normalization in training. Each goes on to the original whenever our backend is not the active one or the case is not
 * covered.
 */
export function fuse(engine: EngineContext): void {
  fuseGradients(engine);
  fuseOptimizers(engine);
  fuseLinearLayers(engine);
  fuseCrossEntropy(engine);
  fuseRecurrentLayers(engine);
  fuseBatchNormalization(engine);
}

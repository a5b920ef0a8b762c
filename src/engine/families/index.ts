import type { EngineContext } from '../context';
import type { Kernels } from '../tensorflow';
import { convolutionKernels } from './convolution/convolution';
import { depthwiseKernels } from './convolution/depthwise';
import { elementwiseKernels } from './elementwise';
import { layoutKernels } from './layout';
import { matmulKernels } from './matmul';
import { normalizationKernels } from './normalization';
import { poolingKernels } from './pooling';
import { reductionKernels } from './reductions';

/** All operations of TensorFlow.js that have kernels of our own. */
export function ownKernels(engine: EngineContext): Kernels {
  return {
    ...matmulKernels(engine),
    ...convolutionKernels(engine),
    ...depthwiseKernels(engine),
    ...poolingKernels(engine),
    ...elementwiseKernels(engine),
    ...reductionKernels(engine),
    ...layoutKernels(engine),
    ...normalizationKernels(engine),
  };
}

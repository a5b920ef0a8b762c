/** JavaScript and TypeScript with TensorFlow.js. */
import type { SourceLanguage } from '../language';
import { planInsertion } from './insert/plan';
import { planReplacement } from './insert/replace';
import { findSites } from './sites';

export const javascript: SourceLanguage = {
  grammars: {
    javascript: 'tree-sitter-javascript.wasm',
    typescript: 'tree-sitter-typescript.wasm',
    tsx: 'tree-sitter-tsx.wasm',
  },
  mentions: /tensorflow|tfjs|\btrain\b|\b(fit|fitDataset|trainOnBatch|minimize|applyGradients|compile)\b/,
  findSites,
  planInsertion,
  planReplacement,
};

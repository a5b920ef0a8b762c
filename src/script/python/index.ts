/** Python with PyTorch (`insert/torch.ts`) and Keras (`keras/`). */
import type { SourceLanguage } from '../language';
import { planInsertion } from './insert/plan';
import { planReplacement } from './insert/replace';
import { findSites } from './sites';

export const python: SourceLanguage = {
  grammars: { python: 'tree-sitter-python.wasm' },
  mentions: /torch|optim|step|param|trainer|keras|tensorflow/i,
  findSites,
  planInsertion,
  planReplacement,
};

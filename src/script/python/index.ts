/** Python with PyTorch (`insert/torch.ts`), what trains with it, and Keras (`keras/`). */
import type { SourceLanguage } from '../language';
import { planInsertion } from './insert/plan';
import { planReplacement } from './insert/replace';
import { findSites } from './sites';

export const python: SourceLanguage = {
  grammars: { python: 'tree-sitter-python.wasm' },
  mentions: /torch|optim|step|param|trainer|keras|tensorflow|learn|fit/i,
  findSites,
  planInsertion,
  planReplacement,
};

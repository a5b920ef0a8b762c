/** Python with PyTorch. A further library is a file beside `insert/torch.ts`. */
import type { SourceLanguage } from '../language';
import { planInsertion } from './insert/plan';
import { planReplacement } from './insert/replace';
import { findSites } from './sites';

export const python: SourceLanguage = {
  grammars: { python: 'tree-sitter-python.wasm' },
  mentions: /torch|optim|step|param|trainer/i,
  findSites,
  planInsertion,
  planReplacement,
};

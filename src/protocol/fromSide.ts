/** Reads what the side view's page sends. */
import { readProblemAction } from './fromPanel';
import type { FromSide } from './side';

const EXPORTS = ['csv', 'json', 'markdown'] as const;

/** What a picture of each kind begins with; anything else is none, and is not written to a file as one. */
const BEGINNINGS = { svg: '<svg', png: 'data:image/png;base64,' } as const;

/** @throws Error for a message that no page of ours sends */
export function readFromSide(message: unknown): FromSide {
  if (typeof message !== 'object' || message === null) throw new Error('The page sent no message.');
  const fields = message as Record<string, unknown>;
  const type = fields['type'];
  switch (type) {
    case 'ready':
    case 'cancel':
    case 'resume':
    case 'train':
    case 'compare':
      return { type };
    case 'export': {
      const format = EXPORTS.find((known) => known === fields['format']);
      if (!format) throw new Error(`The page asked for ${String(fields['format'])}.`);
      return { type, format };
    }
    case 'save-picture': {
      const format = fields['format'] === 'png' ? 'png' : 'svg';
      const { content } = fields;
      if (typeof content !== 'string' || !content.startsWith(BEGINNINGS[format])) {
        throw new Error(`The page sent no ${format} picture.`);
      }
      return { type, format, content };
    }
    case 'problem-action':
      return { type, action: readProblemAction(fields['action']) };
    default:
      throw new Error(`The page sent "${String(type)}".`);
  }
}

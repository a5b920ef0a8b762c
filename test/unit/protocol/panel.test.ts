import { describe, expect, it } from 'vitest';
import type { FromPanel } from '../../../src/protocol/panel';
import { readFromPanel } from '../../../src/protocol/panel';

const MESSAGES: FromPanel[] = [
  { type: 'ready' },
  { type: 'cancel' },
  { type: 'run-again' },
  { type: 'choose-training' },
  { type: 'confirm' },
  { type: 'choose', baseLR: 0.001, maxLR: 0.006, by: 'hand' },
  { type: 'step-size', iterations: 500 },
  { type: 'insert', what: 'triangular', preview: false },
  { type: 'advice', action: 'extend-up' },
  { type: 'problem-action', action: { kind: 'run-again' } },
  { type: 'problem-action', action: { kind: 'open-file', path: '/w/train.js', line: 3 } },
  { type: 'problem-action', action: { kind: 'copy', text: 'npm install', label: 'Copy' } },
  { type: 'export', format: 'csv' },
];

describe('what the page sends', () => {
  it.each(MESSAGES.map((message) => [message.type, message] as const))('%s arrives as sent', (_, message) => {
    expect(readFromPanel(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });

  it.each([
    ['nothing', undefined],
    ['an unknown type', { type: 'format-disk' }],
    ['a rate of 0', { type: 'choose', baseLR: 0, maxLR: 1, by: 'hand' }],
    ['a rate that is text', { type: 'choose', baseLR: '0.1', maxLR: 1, by: 'hand' }],
    ['half an iteration', { type: 'step-size', iterations: 0.5 }],
    ['an unknown insertion', { type: 'insert', what: 'virus', preview: false }],
    ['an unknown action', { type: 'problem-action', action: { kind: 'run', command: 'rm' } }],
    ['an unknown advice', { type: 'advice', action: 'pray' }],
  ])('%s is refused', (_, message) => {
    expect(() => readFromPanel(message)).toThrow();
  });
});

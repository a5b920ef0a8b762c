import { describe, expect, it } from 'vitest';
import { readFromSide } from '../../../src/protocol/side';

describe('what the side view sends', () => {
  it.each([
    { type: 'ready' },
    { type: 'cancel' },
    { type: 'resume' },
    { type: 'train' },
    { type: 'compare' },
    { type: 'export', format: 'markdown' },
    { type: 'save-picture', format: 'svg', content: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    { type: 'save-picture', format: 'png', content: 'data:image/png;base64,iVBORw0KGgo=' },
    { type: 'problem-action', action: { kind: 'show-output' } },
  ])('is taken: %j', (message) => {
    expect(readFromSide(message)).toEqual(message);
  });

  it.each([
    null,
    'ready',
    { type: 'delete-everything' },
    { type: 'export', format: 'exe' },
    { type: 'save-picture', format: 'svg', content: '#!/bin/sh' },
    { type: 'save-picture', format: 'png', content: '<svg/>' },
    { type: 'save-picture', format: 'svg' },
    { type: 'problem-action', action: { kind: 'run-shell' } },
  ])('is refused: %j', (message) => {
    expect(() => readFromSide(message)).toThrow();
  });
});

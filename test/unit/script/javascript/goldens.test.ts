import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { parser, shapes, shapesFolder } from '../parser';

const schedule: InsertRequest = {
  what: 'schedule',
  policy: 'triangular',
  baseLR: 0.00151,
  maxLR: 0.0061,
  stepSize: 600,
};
const refused = ['search.js', 'elsewhere.js'];

describe('the schedule written into each shape', { timeout: 30_000 }, () => {
  test.each(shapes.filter(({ name }) => !refused.includes(name)))(
    '$name',
    async ({ name, text, language }) => {
      const plan = parser.planInsertion(text, language, schedule);
      if (!plan.ok) throw new Error(plan.reason);
      const edited = applyEdits(text, plan.edits);
      expect(edited.slice(plan.cursor)).toMatch(/^0\.00151/);
      for (const { start, end } of plan.changed)
        expect(edited.slice(start, end)).toBe(edited.slice(start, end).trim());
      await expect(edited).toMatchFileSnapshot(path.join(shapesFolder, 'expected', name));
    },
  );
});

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { POLICY_KINDS } from '../../../../src/tuning';
import { edited, plan, replacement, schedule, shapes, shapesFolder } from './parser';

/** A script's own schedule goes in the same edit. */
function planned(name: string, text: string, request: InsertRequest) {
  return name.startsWith('own-') ? replacement(text, request) : plan(text, request);
}

function expectedFile(name: string, variant = ''): string {
  return path.join(shapesFolder, 'expected', name.replace(/\.py$/, `${variant && `-${variant}`}.py`));
}

describe('the schedule written into each shape', () => {
  test.each(shapes)('$name', async ({ name, text }) => {
    const made = planned(name, text, schedule);
    if (!made.ok) throw new Error(made.reason);
    const result = edited(text, made);
    expect(result.slice(made.cursor)).toMatch(/^0\.00151/);
    for (const { start, end } of made.changed)
      expect(result.slice(start, end)).toBe(result.slice(start, end).trim());
    await expect(result).toMatchFileSnapshot(expectedFile(name));
  });
});

describe('the other policies', () => {
  const policies = POLICY_KINDS.filter((kind) => kind !== 'triangular');
  const names = [
    'literal.py',
    'argparse-default.py',
    'default.py',
    'handed-on.py',
    'lightning-return.py',
    'accelerate-accumulate.py',
  ];
  const cases = policies.flatMap((policy) =>
    shapes.filter(({ name }) => names.includes(name)).map((shape) => ({ ...shape, policy })),
  );
  test.each(cases)('$policy in $name', async ({ name, text, policy }) => {
    const result = edited(text, planned(name, text, { ...schedule, policy }));
    await expect(result).toMatchFileSnapshot(expectedFile(name, policy));
  });
});

describe('a fixed rate written into each shape', () => {
  test.each(shapes.filter(({ name }) => !/^own-(step|lightning)\.py$/.test(name)))(
    '$name',
    async ({ name, text }) => {
      const result = edited(text, planned(name, text, { what: 'fixed', lr: 0.0042 }));
      await expect(result).toMatchFileSnapshot(expectedFile(name, 'fixed'));
    },
  );
});

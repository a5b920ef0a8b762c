import { describe, expect, it } from 'vitest';
import { applyEvent, chosenOf, emptyRun, importedEvents } from '../../../src/runs';
import { describeFound, describeProblem } from '../../../src/terminal/describe';
import type { Problem } from '../../../src/protocol/problems';
import { formatRate } from '../../../src/tuning';
import { madeCurve } from '../tuning/made';

const surface = { columns: 60, line: 60, prose: 60, colour: false, unicode: true };

describe('a range test that comes before a training', () => {
  it('tells its verdict and the bounds that are trained with', () => {
    const run = emptyRun();
    const header = { id: 'test', name: 'train.py', script: '/w/train.py', startedAt: 0 };
    for (const event of importedEvents(header, [madeCurve()])) applyEvent(run, event);
    const bounds = chosenOf(run);
    if (bounds === null) throw new Error('It found none.');
    const lines = describeFound(run, bounds, surface);
    expect(lines.join(' ')).toMatch(/Cycle between .* long enough\./);
    expect(lines.at(-1)).toBe(
      `Training between ${formatRate(bounds.baseLR)} and ${formatRate(bounds.maxLR)}.`,
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });
});

describe('a problem', () => {
  const problem = (actions: Problem['actions'], output?: string): Problem => ({
    code: 'arguments-missing',
    title: 'The script asks for arguments that it was not given.',
    detail: 'It ended with exit code 2 before it trained.',
    ...(output !== undefined && { output }),
    actions,
  });

  it.each([
    ['a.py: error: the following arguments are required: --data, -o/--out, file', '-- --data … -o … …'],
    ["Error: Missing option '--data'.", '-- --data …'],
    ['Missing required arguments: data, out', '-- --data … --out …'],
    ['Which data?', '-- --name value'],
  ])('names the arguments that are missing: %s', (output, words) => {
    const said = describeProblem(problem([{ kind: 'set-arguments' }], output));
    expect(said).toContain(`In a terminal they come behind "--": ${words}\n`);
  });

  it('says what is typed in place of a button', () => {
    expect(describeProblem(problem([{ kind: 'choose-python' }]))).toContain('--python PATH');
    expect(describeProblem(problem([{ kind: 'choose-training' }]))).toContain('--training N');
    expect(describeProblem(problem([{ kind: 'run-again' }]))).not.toContain('--');
  });

  it('cannot be broken by the name of a file', () => {
    const named = { ...problem([]), title: 'There is no file a\nb.py.', file: '/w/a\nb.py', line: 3 };
    expect(describeProblem(named)).toMatch(/^There is no file a\?b\.py\.\n {2}at \/w\/a\?b\.py:3\n/);
  });
});

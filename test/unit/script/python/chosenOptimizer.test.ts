import { describe, expect, it } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { plan } from './parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };

function chosen(adamRate: string, sgdRate: string): string {
  return `import torch
lr = 0.1
if adam:
    opt = torch.optim.Adam(p, lr=${adamRate})
else:
    opt = torch.optim.SGD(p, lr=${sgdRate})
for x in data:
    opt.step()
`;
}

describe('a fixed rate where the script chooses among optimizers', () => {
  it('says which of them keeps its own, wherever it was asked for', () => {
    const text = chosen('0.001', '0.1');
    expect(plan(text, fixed)).toMatchObject({
      summary:
        'Set the learning rate to 0.003 on line 4. The optimizer that the script may choose instead keeps its own rate, on line 6.',
    });
    expect(plan(text, fixed, text.indexOf('SGD'))).toMatchObject({
      summary: expect.stringMatching(/on line 6\. .* keeps its own rate, on line 4\.$/) as string,
    });
  });

  it('names all of several', () => {
    const text = chosen('0.001', '0.1').replace(
      'else:',
      'elif rms:\n    opt = torch.optim.RMSprop(p, lr=0.01)\nelse:',
    );
    expect(plan(text, fixed)).toMatchObject({
      summary:
        'Set the learning rate to 0.003 on line 4. The optimizers that the script may choose instead keep their own rates, on lines 6, 8.',
    });
  });

  it('says nothing of optimizers that are trained beside it or after it', () => {
    for (const second of [
      'opt2 = torch.optim.SGD(q, lr=0.1)',
      'for x in data:\n    opt.step()\nopt2 = torch.optim.SGD(p, lr=0.1)',
    ])
      expect(
        plan(
          `import torch\nopt = torch.optim.Adam(p, lr=0.001)\n${second}\nfor x in data:\n    opt.step()\n    opt2.step()\n`,
          fixed,
        ),
      ).toMatchObject({ summary: 'Set the learning rate to 0.003 on line 2.' });
  });

  it('says nothing of it where both take the same', () => {
    expect(plan(chosen('lr', 'lr'), fixed)).toMatchObject({
      summary: 'Set the learning rate to 0.003 on line 2.',
    });
  });
});

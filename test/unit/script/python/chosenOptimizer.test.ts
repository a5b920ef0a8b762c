import { describe, expect, it } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { edited, plan } from './parser';

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

  it('says it of what a LightningModule may return', () => {
    const text = `import torch, lightning
class Model(lightning.LightningModule):
    def configure_optimizers(self):
        if self.adam:
            return torch.optim.Adam(self.parameters(), lr=0.001)
        return torch.optim.SGD(self.parameters(), lr=0.1)
`;
    expect(plan(text, fixed)).toMatchObject({
      summary: expect.stringMatching(/on line 5\. .* keeps its own rate, on line 6\.$/) as string,
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

/** The text and what is said, for the rate at the text that is named, else for the first. */
function inserted(text: string, at?: string): { text: string; summary: string } {
  const planned = plan(text, fixed, at === undefined ? undefined : text.indexOf(at));
  return { text: edited(text, planned), summary: planned.ok ? planned.summary : '' };
}

function one(line: number): string {
  return ` The optimizer that the script may choose instead keeps its own rate, on line ${line}.`;
}

const head = 'import keras\n';
const tail = '\nmodel.compile(optimizer=opt)\nmodel.fit(x, y)\n';
const [adam, sgd] = ['keras.optimizers.Adam(1e-3)', 'keras.optimizers.SGD(0.1)'];

const either = [
  ['branches', `if a:\n    opt = ${adam}\nelse:\n    opt = ${sgd}`, 3, 5],
  ['an elif', `if a:\n    opt = ${adam}\nelif b:\n    opt = ${sgd}`, 3, 5],
  ['a conditional expression', `opt = (\n    ${adam}\n    if a\n    else ${sgd}\n)`, 3, 5],
  ['a first choice that a branch replaces', `opt = ${adam}\nif a:\n    opt = ${sgd}`, 2, 4],
  ['a try', `try:\n    opt = ${adam}\nexcept AttributeError:\n    opt = ${sgd}`, 3, 5],
  ['a match', `match a:\n    case 1:\n        opt = ${adam}\n    case _:\n        opt = ${sgd}`, 4, 6],
  ['a dictionary', `opt = {\n    "adam": ${adam},\n    "sgd": ${sgd},\n}[a]`, 3, 4],
  ['a function', `def made(a):\n    if a:\n        return ${adam}\n    return ${sgd}\nopt = made(1)`, 4, 5],
] as const;

describe('a fixed rate where a script with Keras chooses among optimizers', () => {
  it.each(either)('says of %s which of them keeps its own', (_, choice, adamLine, sgdLine) => {
    expect(inserted(head + choice + tail)).toEqual({
      text: head + choice.replace('1e-3', '0.003') + tail,
      summary: `Set the learning rate to 0.003 on line ${adamLine}.${one(sgdLine)}`,
    });
    expect(inserted(head + choice + tail, '0.1')).toEqual({
      text: head + choice.replace('0.1', '0.003') + tail,
      summary: `Set the learning rate to 0.003 on line ${sgdLine}.${one(adamLine)}`,
    });
  });

  it('says it where the model is compiled in each branch', () => {
    const body = (first: string, second: string): string =>
      `${head}if a:\n    model.compile(optimizer=${first})\nelse:\n    model.compile(optimizer=${second})\nmodel.fit(x, y)\n`;
    expect(inserted(body(adam, sgd))).toEqual({
      text: body(adam.replace('1e-3', '0.003'), sgd),
      summary: `Set the learning rate to 0.003 on line 3.${one(5)}`,
    });
    expect(inserted(body('"adam"', sgd))).toEqual({
      text: body('keras.optimizers.Adam(learning_rate=0.003)', sgd),
      summary: `Set the learning rate to 0.003 on line 3.${one(5)}`,
    });
  });

  it('says it of names that only the branches know', () => {
    const text = `${head}if a:\n    one = ${adam}\n    model.compile(one)\nelse:\n    two = ${sgd}\n    model.compile(two)\nmodel.fit(x, y)\n`;
    expect(inserted(text).summary).toBe(`Set the learning rate to 0.003 on line 3.${one(6)}`);
  });

  it('names all of several, and the lines of constants', () => {
    const text = `${head}LR = 0.2
if a:
    opt = ${adam}
elif b:
    opt = keras.optimizers.RMSprop()
else:
    opt = keras.optimizers.SGD(LR)${tail}`;
    expect(inserted(text, '1e-3').summary).toBe(
      'Set the learning rate to 0.003 on line 4. The optimizers that the script may choose instead keep their own rates, on lines 2, 6.',
    );
  });

  it.each([
    ['two networks', `g = ${adam}\nd = ${sgd}\ngan.compile(g, d)\n`],
    ['two networks in one call', `gan.compile(g_optimizer=${adam}, d_optimizer=${sgd})\n`],
    [
      'two networks, each in a branch',
      `if part:\n    g.compile(${adam})\nelse:\n    d.compile(${sgd})\ng.fit(x)\nd.fit(x)\n`,
    ],
    [
      'two networks whose optimizers one function makes',
      `def made(which):\n    return ${adam} if which == "g" else ${sgd}\ng.compile(made("g"))\nd.compile(made("d"))\n`,
    ],
    [
      'two networks whose optimizers functions make',
      `def one():\n    return ${adam}\ndef two():\n    return ${sgd}\ng.compile(one())\nd.compile(two())\n`,
    ],
    ['a pair', `pair = {"g": ${adam}, "d": ${sgd}}\ng.compile(pair["g"])\nd.compile(pair["d"])\n`],
    ['two stages', `opt = ${adam}${tail}opt = ${sgd}${tail}`],
    [
      'a second stage that may be left out',
      `opt = ${adam}${tail}if tune:\n    opt = ${sgd}\n    model.compile(opt)\n    model.fit(x, y)\n`,
    ],
    [
      'stages in turn',
      `for stage in range(2):\n    if stage == 0:\n        opt = ${adam}\n    else:\n        opt = ${sgd}\n    model.compile(opt)\n    model.fit(x, y)\n`,
    ],
    [
      'a first one that every branch replaces',
      `opt = ${adam}\nif a:\n    opt = ${sgd}\nelse:\n    opt = made()${tail}`,
    ],
    ['one that is built on it', `opt = ${adam}\nif a:\n    opt = both(opt, ${sgd})${tail}`],
  ])('says nothing of %s', (_, body) => {
    const line = (head + body).slice(0, (head + body).indexOf('1e-3')).split('\n').length;
    expect(inserted(head + body)).toEqual({
      text: head + body.replace('1e-3', '0.003'),
      summary: `Set the learning rate to 0.003 on line ${line}.`,
    });
  });
});

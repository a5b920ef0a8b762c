/** Random training programs around the shapes: how the rate is given, how it trains, what callbacks there are, style. */
import fc from 'fast-check';
import type { ScriptLanguage } from '../../../../src/script';

export interface Program {
  text: string;
  language: ScriptLanguage;
}

const optimizer = fc.constantFrom('sgd', 'adam', 'adamax', 'rmsprop', 'adagrad', 'adadelta');
const rate = fc.constantFrom('0.1', '0.01', '1e-3', '5e-4', '.02', '3 * 1e-3', '0.000_1');

/** Lines above the model, and the expression of the optimizer. */
const naming = fc.oneof(
  fc.tuple(optimizer, rate).map(([o, r]) => ({ above: '', expression: `tf.train.${o}(${r})` })),
  optimizer.map((o) => ({ above: '', expression: `tf.train.${o}()` })),
  optimizer.map((o) => ({ above: '', expression: `'${o}'` })),
  optimizer.map((o) => ({ above: `const chosen = '${o}';`, expression: 'chosen' })),
  fc.tuple(optimizer, rate).map(([o, r]) => ({
    above: `const LEARNING_RATE = ${r};`,
    expression: `tf.train.${o}(LEARNING_RATE)`,
  })),
  fc.tuple(optimizer, rate).map(([o, r]) => ({
    above: `const config = { epochs: 3, lr: ${r} };`,
    expression: `tf.train.${o}(config.lr, ...extra)`,
  })),
  optimizer.map((o) => ({ above: 'const lr = +process.argv[2];', expression: `tf.train.${o}(lr)` })),
);

const callbacks = fc.constantFrom(
  null,
  '{ onEpochEnd: (epoch, logs) => console.log(epoch, logs) }',
  '{\n    onEpochEnd(epoch) {\n      console.log(`epoch\n${epoch}`);\n    },\n  }',
  '[]',
  '[tf.callbacks.earlyStopping({ monitor: "loss" })]',
  '[\n    { onTrainEnd() {} },\n    other,\n  ]',
  'verbose ? tf.node.tensorBoard("logs") : null',
  'stop && tf.callbacks.earlyStopping()',
  'makeCallbacks(1, [2])',
  'undefined',
);

const options = fc.record({
  callbacks,
  multiline: fc.boolean(),
  trailing: fc.boolean(),
  spread: fc.boolean(),
  form: fc.constantFrom('literal', 'variable', 'none', 'call'),
});

function optionsText(o: {
  callbacks: string | null;
  multiline: boolean;
  trailing: boolean;
  spread: boolean;
}): string {
  const entries = ['epochs: 3', 'batchSize: 8'];
  if (o.spread) entries.unshift('...shared');
  if (o.callbacks !== null) entries.splice(1, 0, `callbacks: ${o.callbacks}`);
  return o.multiline
    ? `{\n    ${entries.join(',\n    ')}${o.trailing ? ',' : ''}\n  }`
    : `{ ${entries.join(', ')} }`;
}

const layersTraining = fc
  .tuple(options, fc.constantFrom('fit', 'fitDataset'), fc.constantFrom('', 'loop', 'twice'))
  .map(([o, method, repeat]) => {
    const data = method === 'fit' ? 'xs, ys' : 'dataset';
    const text = optionsText(o);
    const argument = { literal: `, ${text}`, variable: ', settings', none: '', call: ', settingsFor(1)' }[
      o.form
    ];
    const above = o.form === 'variable' ? `const settings = ${text};` : '';
    const given = method === 'fitDataset' && o.form === 'none' ? ', { epochs: 1 }' : argument;
    const call = `await model.${method}(${data}${given});`;
    const body =
      repeat === 'loop'
        ? `for (let i = 0; i < 3; i++) {\n    ${call}\n  }`
        : repeat === 'twice'
          ? `${call}\n  ${call}`
          : call;
    return { above, body };
  });

const loopTraining = fc
  .tuple(
    fc.constantFrom('model.trainOnBatch(xs, ys)', 'opt.minimize(() => loss())', 'opt.applyGradients(grads)'),
    fc.constantFrom(
      'for (const b of batches) {\n    CALL;\n  }',
      'for (const b of batches) CALL;',
      'while (true) {\n    for (;;) {\n      const cost = CALL;\n    }\n  }',
      'batches.forEach((b) => CALL);',
      'if (ready) CALL;\n  else skip();',
      'tf.tidy(() => {\n    CALL;\n  });',
      'const result = CALL;',
    ),
  )
  .map(([call, frame]) => ({ above: '', body: frame.replace('CALL', call) }));

const style = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom('  ', '    ', '\t'),
  semicolons: fc.boolean(),
  quote: fc.constantFrom("'", '"'),
  module: fc.constantFrom('cjs', 'esm', 'destructured', 'none'),
  language: fc.constantFrom<ScriptLanguage>('javascript', 'typescript'),
  head: fc.constantFrom('', '#!/usr/bin/env node\n', '// A script. 🚀\n\n', "'use strict';\n"),
  endsWithNewline: fc.boolean(),
});

const heads = {
  cjs: "const tf = require('@tensorflow/tfjs-node');\nconst fs = require('fs');\n",
  esm: "import * as tf from '@tensorflow/tfjs';\nimport { readFileSync } from 'node:fs';\n",
  destructured: "import { sequential, layers } from '@tensorflow/tfjs';\nimport * as tf from './tf';\n",
  none: '',
};

export const programs: fc.Arbitrary<Program> = fc
  .tuple(naming, fc.oneof(layersTraining, loopTraining), style)
  .map(([rates, training, look]) => {
    const isLoop = /\bopt\./.test(training.body);
    const code = [
      `${look.head}${heads[look.module]}`,
      rates.above,
      training.above,
      'async function main() {',
      isLoop && !rates.expression.startsWith("'") && rates.expression !== 'chosen'
        ? `  const opt = ${rates.expression};`
        : `  model.compile({ optimizer: ${rates.expression}, loss: 'meanSquaredError' });`,
      `  ${training.body}`,
      '}',
      '',
      'main();',
    ]
      .filter((part, index) => part !== '' || index > 3)
      .join('\n');
    return { text: styled(code, look) + (look.endsWithNewline ? look.eol : ''), language: look.language };
  });

function styled(
  code: string,
  look: { eol: string; indent: string; semicolons: boolean; quote: string },
): string {
  return code
    .split('\n')
    .map((line) => {
      const body = line.trimStart();
      const depth = Math.floor((line.length - body.length) / 2);
      const quoted = body.includes('`') ? body : body.replace(/['"]/g, look.quote);
      return look.indent.repeat(depth) + (look.semicolons ? quoted : quoted.replace(/;$/, ''));
    })
    .join(look.eol);
}

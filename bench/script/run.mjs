// How long reading a large script keeps the editor's host busy at a stretch: `node scripts/build.mjs`, then this.
import { build } from 'esbuild';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { outputFiles } = await build({
  entryPoints: [path.join(root, 'src/editor/script/scriptReader.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { ScriptReader } = await import(`data:text/javascript;base64,${code}`);

const each = (count, text) => Array.from({ length: count }, (_, i) => text(i)).join('\n');
const head = "import * as tf from '@tensorflow/tfjs';\nmodel.fit(x, y, { epochs: 2 });\n";
const torch = 'import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\noptimizer.step()\n';
const javascript =
  head + each(25_000, (i) => `function f${i}(a) { return [a, { b: a * ${i} }]; }\nconst v${i} = f${i}(2);`);
const deep = `${head}const a = ${'f('.repeat(10_000)}${')'.repeat(10_000)};`;
const scripts = [
  ['50,000 lines of JavaScript', javascript, 'javascript'],
  ['50,000 lines of TypeScript', javascript, 'typescript'],
  ['50,000 lines of Python', torch + each(25_000, (i) => `def f${i}(a):\n    return a * ${i}`), 'python'],
  ['10,000 levels of JavaScript', deep, 'javascript'],
  ['10,000 levels of TypeScript', deep, 'typescript'],
  ['10,000 levels of Python', `${torch}a = ${'f('.repeat(10_000)}${')'.repeat(10_000)}\n`, 'python'],
];

const reader = new ScriptReader(path.join(root, 'dist/script-worker.js'));
const never = new AbortController().signal;
await reader.findSites(head, 'javascript', never);

/**
 * The longest time in which this thread did nothing else; on a busy machine others' turns are in it. All that it did
 * meanwhile, added up, is no more than what the second figure says: no stretch of its own is longer.
 */
async function longestStretch(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  const before = performance.eventLoopUtilization();
  await work();
  const { active } = performance.eventLoopUtilization(before);
  return `longest stretch ${(delay.max / 1e6).toFixed(1)} ms; again, busy for ${active.toFixed(1)} ms in all`;
}

const idle = await longestStretch(() => new Promise((resolve) => setTimeout(resolve, 5000)));
console.log(`nothing, for comparison: ${idle}`);
for (const [name, text, language] of scripts) {
  let [read, edited] = [0, 0];
  const stretch = await longestStretch(async () => {
    const start = performance.now();
    await reader.findSites(text, language, never);
    read = performance.now() - start;
    await reader.plan('insertion', text, language, { what: 'fixed', lr: 0.5 });
    edited = performance.now() - start - read;
  });
  console.log(`${name}: read in ${Math.round(read)} ms, edited in ${Math.round(edited)} ms, ${stretch}`);
}
reader.dispose();

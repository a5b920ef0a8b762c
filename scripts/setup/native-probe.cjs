// Proves that a folder holds the real native TensorFlow.js: node native-probe.cjs PACKAGE_FOLDER TENSORFLOW_VERSION
const assert = require('node:assert/strict');
const util = require('node:util');

process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
// Node.js 23 dropped this function; tfjs-node 4.22 still calls it.
util.isNullOrUndefined ??= (value) => value == null;

const [folder, tensorflowVersion] = process.argv.slice(2);
const tf = require(folder);

assert.equal(tf.getBackend(), 'tensorflow');
assert.equal(tf.backend().binding.TF_Version, tensorflowVersion);
assert.deepEqual(Array.from(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()), [11]);

const loaded = process.report.getReport().sharedObjects.join('\n');
for (const library of ['tfjs_binding.node', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
  assert.ok(loaded.includes(library), `${library} is not loaded`);
}

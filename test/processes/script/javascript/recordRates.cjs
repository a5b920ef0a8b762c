// Preloaded into a script: notes, before each update, the rate that the optimizer will really use.
const { writeFileSync } = require('node:fs');
const path = require('node:path');

const core = require(path.join(__dirname, '../../../../node_modules/@tensorflow/tfjs-core'));
const optimizers = [];
const rates = [];

for (const Optimizer of [
  core.SGDOptimizer,
  core.MomentumOptimizer,
  core.AdagradOptimizer,
  core.AdadeltaOptimizer,
  core.AdamOptimizer,
  core.AdamaxOptimizer,
  core.RMSPropOptimizer,
]) {
  const { applyGradients } = Optimizer.prototype;
  Optimizer.prototype.applyGradients = function (gradients) {
    if (!optimizers.includes(this)) optimizers.push(this);
    const index = optimizers.indexOf(this);
    // SGD and Momentum multiply by the tensor `c`, whatever `learningRate` says.
    const rate = this.c ? -this.c.dataSync()[0] : this.learningRate;
    (rates[index] ??= []).push(rate);
    return applyGradients.call(this, gradients);
  };
}

process.on('exit', () => writeFileSync(process.env.RATES_FILE, JSON.stringify(rates)));

const { Worker, isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename);
  worker.on('exit', (code) => console.log('worker ended with', code));
} else {
  require('./fit-name-string.js');
}

const { Worker, isMainThread, workerData } = require('node:worker_threads');

if (isMainThread) {
  for (const role of ['helps', 'fails', 'trains']) {
    const worker = new Worker(__filename, { workerData: role });
    worker.on('error', (error) => console.log('goes on after', error.message));
  }
} else if (workerData === 'fails') {
  throw new Error('a worker of no account');
} else if (workerData === 'trains') {
  require('./fit-name-string.js');
}

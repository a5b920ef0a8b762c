const { fork } = require('node:child_process');
const path = require('node:path');

// A helper first, then the training, and afterwards a report that takes its time.
const helper = fork(path.join(__dirname, 'exports-only.js'));
helper.on('exit', () => {
  const child = fork(path.join(__dirname, 'fit-name-string.js'));
  child.on('exit', (code) => setTimeout(() => console.log('child ended with', code), 400));
});

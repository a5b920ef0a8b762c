const { fork } = require('node:child_process');
const path = require('node:path');

const helper = fork(path.join(__dirname, 'exports-only.js'));
helper.on('exit', () => setTimeout(() => require('./fit-name-string.js'), 2500));

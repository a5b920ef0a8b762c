const { fork } = require('node:child_process');
const path = require('node:path');

const child = fork(path.join(__dirname, 'fit-name-string.js'));
child.on('exit', (code) => console.log('child ended with', code));

/** Nothing is sent anywhere and nothing is fetched: no source can, and a run that is watched does not. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { World } from './world';

const root = path.resolve(import.meta.dirname, '../..');
const REACHES_OUT =
  /['"](?:node:)?(?:net|http|https|http2|dgram|tls|dns)(?:\/\w+)?['"]|(?<!\.|private )\bfetch\(|\b(?:WebSocket|XMLHttpRequest|EventSource|sendBeacon)\b|^\s*(?:import|from) (?:socket|urllib|http|ssl)\b/m;

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true });
  return entries.filter((name) => /\.(ts|py)$/.test(name)).map((name) => path.join(folder, name));
}

it('no source of the product can reach the network', async () => {
  const files = (await Promise.all(['src', 'webview'].map(sources))).flat();
  expect(files.length).toBeGreaterThan(300);
  const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
  expect(files.filter((_, index) => REACHES_OUT.test(texts[index] ?? ''))).toEqual([]);
  expect("import net from 'node:net'").toMatch(REACHES_OUT);
  expect('import socket').toMatch(REACHES_OUT);
});

/** Notes each process that it is loaded into, and each connection or look-up that the process asks for. */
const WATCHER = `
const fs = require('node:fs');
const note = (text) => fs.appendFileSync(process.env.WATCHED, process.pid + ' ' + text + '\\n');
note('watched ' + (process.argv[1] ?? ''));
const { Socket } = require('node:net');
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) { note('connects'); return connect.apply(this, args); };
const dns = require('node:dns');
const lookup = dns.lookup;
dns.lookup = (...args) => { note('looks up ' + args[0]); return lookup(...args); };
const { Socket: Datagram } = require('node:dgram');
const send = Datagram.prototype.send;
Datagram.prototype.send = function (...args) { note('sends'); return send.apply(this, args); };
`;

const TRAINING = `
const tf = require('@tensorflow/tfjs');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum());
`;
const CALLS = `require('node:net').connect({ host: '127.0.0.1', port: 9 }).on('error', () => {});`;

it.skipIf(process.platform === 'win32')('a run asks for no connection and looks up no name', async () => {
  const world = await World.make({ 'train.js': TRAINING, 'calls.js': CALLS + TRAINING });
  try {
    const watcher = path.join(world.folder, 'watcher.cjs');
    const log = path.join(world.folder, 'watched');
    await writeFile(watcher, WATCHER);
    const env = { NODE_OPTIONS: `--require ${watcher}`, WATCHED: log };
    await world.run(['find', 'train.js', '--quick'], { env });
    const seen = await readFile(log, 'utf8');
    expect(seen).toMatch(/watched .*cli\.js/);
    expect(seen).toMatch(/watched .*train\.js/);
    expect(seen).not.toMatch(/connects|looks up|sends/);
    // The watcher would have seen it.
    await world.run(['find', 'calls.js', '--quick'], { env });
    expect(await readFile(log, 'utf8')).toMatch(/connects/);
  } finally {
    await world.remove();
  }
});

const http = require('node:http');
const tf = require('@tensorflow/tfjs');

const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 30; i += 1) optimizer.minimize(() => w.square().sum());
http.createServer((_request, response) => response.end(String(w.dataSync()))).listen(0, '127.0.0.1');

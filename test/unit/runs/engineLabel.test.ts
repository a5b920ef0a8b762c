import { expect, it } from 'vitest';
import type { Hello } from '../../../src/protocol/report';
import { computedBy } from '../../../src/runs';

const torch: Hello = {
  type: 'hello',
  rank: 0,
  world: 1,
  framework: { name: 'PyTorch', version: '2.13.0+cpu' },
  engine: { kind: 'other', name: 'PyTorch', version: '2.13.0+cpu', threads: 1 },
  device: 'cpu',
};
const said = (hello: Hello) => computedBy(hello).map(({ label, value }) => `${label} ${value}`);

it('names the device of a framework that computes by itself, and not the framework again', () => {
  expect(said(torch)).toEqual(['Device cpu']);
  const threads = { ...torch, engine: { ...torch.engine, threads: 4 } };
  expect(said(threads)).toEqual(['Device cpu, 4 threads']);
  expect(said({ ...torch, device: 'cuda:0' })).toEqual(['Device cuda:0']);
});

it('names an engine, and its device where that is not the processor', () => {
  const embedded: Hello = {
    ...torch,
    framework: { name: 'TensorFlow.js', version: '4.22.0' },
    engine: { kind: 'embedded', name: 'embedded', version: '0.1.0', threads: 2 },
  };
  expect(said(embedded)).toEqual(['Engine embedded 0.1.0, 2 threads']);
  const other: Hello = {
    ...embedded,
    engine: { ...embedded.engine, kind: 'other', name: 'webgl' },
    device: 'gpu',
  };
  expect(said(other)).toEqual(['Engine webgl 0.1.0, 2 threads', 'Device gpu']);
});

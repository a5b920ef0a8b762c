import { describe, expect, it } from 'vitest';
import { readRun } from '../../../src/runs/store';

/** As version 0.1.0 wrote them. */
const OLD = [
  '{"type":"created","id":"a","kind":"range-test","name":"train.js","script":"/w/train.js","startedAt":1,"range":{"lo":0.000001,"hi":10}}',
  '{"type":"launched","runtime":{"name":"Node.js","path":"/bin/node","version":"20.1.0"}}',
  '{"type":"planned","why":"first","ramp":{"shape":"exponential","lo":0.000001,"hi":10,"steps":2},"seeds":1}',
  '{"type":"repeat","repeat":0,"seed":0,"experiment":{"kind":"range-test","ramp":{"shape":"exponential","lo":0.000001,"hi":10,"steps":2}}}',
  '{"type":"trainer","repeat":0,"message":{"type":"armed","pid":7,"runtime":"Node.js v20.1.0","argv":["node","train.js"]},"at":2}',
  '{"type":"trainer","repeat":0,"message":{"type":"hello","pid":7,"rank":0,"world":1,"framework":{"name":"TensorFlow.js","version":"4.22.0","backend":"tensorflow"},"engine":{"kind":"embedded","name":"tensorflow","version":"0.1.0","threads":1}},"at":3}',
  '{"type":"trainer","repeat":0,"message":{"type":"optimizer","id":"1","class":"Adam","role":"Adam on dense/kernel, dense/bias","lr":0.01,"driven":true,"planned":null},"at":3}',
  '{"type":"steps","repeat":0,"steps":[{"i":0,"lr":0.000001,"loss":2.3},{"i":1,"lr":10,"loss":"NaN"}],"at":4}',
  '{"type":"trainer","repeat":0,"message":{"type":"end","reason":"ramp-complete","steps":2},"at":5}',
  '{"type":"ended","at":6,"status":"finished","problem":null}',
].join('\n');

describe('a run file of version 0.1.0', () => {
  it('opens, its optimizer as the training that it is', () => {
    const run = readRun(OLD);
    expect(run).toMatchObject({ id: 'a', status: 'finished' });
    const [repeat] = run?.repeats ?? [];
    expect(repeat?.trainings).toEqual([
      {
        type: 'training',
        id: '1',
        optimizer: 'Adam',
        variables: 'dense/kernel, dense/bias',
        lr: 0.01,
        driven: true,
      },
    ]);
    expect(repeat?.hello?.device).toBe('cpu');
    expect(repeat?.loss).toEqual([2.3, NaN]);
  });

  it('gives up the line that was cut, and no other', () => {
    expect(readRun(OLD.slice(0, -20))?.repeats[0]?.end?.reason).toBe('ramp-complete');
  });
});

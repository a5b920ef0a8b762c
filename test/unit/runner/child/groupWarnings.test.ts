import { expect, it } from 'vitest';
import { ChildRecord } from '../../../../src/runner/child/record';
import type { Asked } from '../../../../src/protocol/plan';
import type { Warning } from '../../../../src/protocol/report';

const asked: Asked = {
  experiment: { kind: 'train', schedule: null },
  seed: 0,
  engine: 'automatic',
  threads: 1,
  allowSave: false,
  training: null,
};

it('a warning that every process of a group has is said once, another one too', () => {
  const record = new ChildRecord(asked, 1);
  const warning = (message: string): Warning => ({ type: 'warning', code: 'accuracy-source', message });
  const said = ['rank 0', 'rank 1'].flatMap((source) => [
    ...record.add(warning('of the scores'), source),
    ...record.add(warning(source === 'rank 0' ? 'of the scores' : 'of others'), source),
  ]);
  expect(said.map(({ type, ...rest }) => [type, 'message' in rest ? rest.message : ''])).toEqual([
    ['warning', 'of the scores'],
    ['warning', 'of others'],
  ]);
});

/** What every step of one insertion works with. */
import type { Draft } from '../../edits';
import type { Style } from '../style';
import type { Inserted } from '../inserted';
import type { FoundRate } from '../rates';
import type { Script } from '../script';
import type { TrainingCall } from '../training';
import type { Imports } from './imports';
import type { Names } from './text/names';

export interface Insertion {
  script: Script;
  style: Style;
  draft: Draft;
  inserted: Inserted;
  names: Names;
  imports: Imports;
  /** The optimizer whose rate is set; null where the file names none. */
  rate: FoundRate | null;
  /** All of the file's. */
  rates: FoundRate[];
  /** The calls that train with it. */
  training: TrainingCall[];
}

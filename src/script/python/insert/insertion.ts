/** What every step of one insertion works with. */
import type { Draft } from '../../edits';
import type { InsertedGroup } from '../inserted';
import type { TrainerMade } from '../huggingFace';
import type { LightningModule } from '../lightning';
import type { FoundRate, FoundTraining } from '../rates/rates';
import type { Script } from '../script';
import type { Style } from '../style';
import type { Names } from './names';

export interface Insertion {
  script: Script;
  style: Style;
  draft: Draft;
  names: Names;
  inserted: InsertedGroup[];
  trainings: FoundTraining[];
  rates: FoundRate[];
  modules: LightningModule[];
  trainers: TrainerMade[];
  /** The training that is asked for; null where the file steps no optimizer. */
  training: FoundTraining | null;
  /** The rate that is set; null where the file names none. */
  rate: FoundRate | null;
  /** What the scheduler must be called, since the script goes on using that name. */
  schedulerName: string | null;
}

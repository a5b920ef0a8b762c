/** How many processes of one script may run at once: what they would share decides, not what they are. */
import { availableParallelism } from 'node:os';
import type { Hello } from '../protocol/report';
import type { Launch } from '../runner';
import { helloOf } from '../runs';
import type { PageLoading } from './pageLoading';
import type { Session } from './session';
import { runPool } from './taskPool';

export interface Sharing {
  launch: Pick<Launch, 'alone' | 'takesDevice'>;
  page: PageLoading | undefined;
  /** What the user wants, whatever they share; 0 leaves it to what they share. */
  wanted: number;
  /** More than so many make no sense, whatever there is. @param hello null before the first update */
  most: (hello: Hello | null) => number;
}

/** Runs processes of the session, as many at once as what they share allows. Throws as `runPool` does. */
export async function runAtOnce(
  tasks: readonly (() => Promise<void>)[],
  { launch, page, wanted, most }: Sharing,
  session: Session,
): Promise<void> {
  const greeted = new FirstHello(session);
  const width = (): number => {
    const hello = helloOf(session.run);
    const shared = wanted > 0 ? wanted : Math.min(most(hello), atOnce(launch, hello));
    return Math.min(shared, page?.width ?? Infinity);
  };
  try {
    await runPool(tasks, width, [greeted.come, ...(page ? [page.over] : [])]);
  } finally {
    greeted.stop();
  }
}

/** A launcher's ports and a device are there once; of cores there are several. */
export function atOnce({ alone, takesDevice }: Sharing['launch'], hello: Hello | null): number {
  if (alone) return 1;
  // Only a process that trains can say what it computes on.
  if (hello === null) return takesDevice ? 1 : availableParallelism();
  return hello.device === 'cpu' ? availableParallelism() : 1;
}

class FirstHello {
  readonly come: Promise<void>;
  stop: () => void = () => undefined;

  constructor(session: Session) {
    this.come = new Promise((resolve) => {
      this.stop = session.watch((event) => {
        if (event.type === 'trainer' && event.message.type === 'hello') resolve();
      });
    });
  }
}

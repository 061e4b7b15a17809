import { setImmediate } from 'node:timers/promises';
import { type Snapshot } from '@bimetal/bindings';
import { type SharedMemory } from '../http/shared-memory.js';
import { type ChangeChoice } from './changes-request.js';
import { beginning, live, stateBegins } from './event-frames.js';
import { type EventStream } from './event-stream.js';
import { Frame, PART_BYTES } from './frame.js';

/**
 * Tells the documents of a snapshot, in key order, and then that they are complete. The next ones are read only when the system has
 * taken those before; `between` is called meanwhile. No event but the last has an id: who loses the connection begins anew.
 */
export async function tellState(
  stream: EventStream,
  snapshot: Snapshot,
  { prefix, values }: ChangeChoice,
  memory: SharedMemory,
  between: () => void,
): Promise<void> {
  stream.write(beginning(undefined));
  stream.write(stateBegins(snapshot.revision, snapshot.count({ prefix })));
  using cursor = snapshot.cursor({ prefix });
  while (!stream.isOver) {
    const read = cursor.readEvents(PART_BYTES, values);
    if (read.kind === 'done') {
      stream.write(live(snapshot.revision));
      return;
    }
    if (read.kind === 'filled') {
      await stream.writeOut(new Frame(read.text));
    } else {
      using _ = await memory.take(read.needed);
      const large = cursor.readEvents(read.needed, values);
      if (large.kind === 'filled') await stream.writeOut(new Frame(large.text));
    }
    between();
    await setImmediate();
  }
}

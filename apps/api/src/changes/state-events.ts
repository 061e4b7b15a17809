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
  { prefix, where, values }: ChangeChoice,
  memory: SharedMemory,
  between: () => void,
): Promise<void> {
  stream.write(beginning(undefined));
  // How many documents a filter lets through is known when all of them have been looked at.
  stream.write(stateBegins(snapshot.revision, where === undefined ? snapshot.count({ prefix }) : undefined));
  using cursor = snapshot.cursor({ prefix, where });
  while (!stream.isOver) {
    const read = cursor.readEvents(PART_BYTES, values);
    if (read.kind === 'done') {
      stream.write(live(snapshot.revision));
      return;
    }
    if (read.kind === 'filled') {
      // None of what was looked at may be wanted, and a chunk without bytes would be the last one.
      if (read.text.byteLength > 0) await stream.writeOut(new Frame(read.text));
    } else {
      using _ = await memory.take(read.needed);
      const large = cursor.readEvents(read.needed, values);
      if (large.kind === 'filled') await stream.writeOut(new Frame(large.text));
    }
    between();
    await setImmediate();
  }
}

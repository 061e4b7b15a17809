import { type Revision } from '@bimetal/bindings';
import { Frame } from './frame.js';

/** Who is told the changes of a lane as they come. */
export interface LaneReader {
  /** The next text, and the revision up to which all changes have been told; not `whole` when more of the batch after it follows. */
  deliver(frame: Frame, revision: Revision, whole: boolean): void;
  /** Nothing has happened for a while, and up to this revision nothing will any more. */
  remind(frame: Frame, revision: Revision): void;
  /** Changes were lost. */
  lose(): void;
  /** Reading failed. */
  fail(error: unknown): void;
}

/** Text for some readers. */
export interface Delivery {
  readonly frame: Frame;
  readonly readers: readonly LaneReader[];
}

const END_OF_EVENT = Buffer.from('\n');

/** The readers of one prefix, and their text: the bodies of events that all lanes share, with the ends that are this lane's own. */
export class Lane {
  readonly readers = new Set<LaneReader>();
  #pieces: Uint8Array[] = [];
  /** The revision of the event whose end is not known yet: it has an id only if it is the lane's last one of its batch. */
  #open: string | undefined;
  #wasTold = false;

  /** A text and who is to have it now. */
  deliver(frame: Frame): Delivery {
    this.#wasTold = true;
    return { frame, readers: [...this.readers] };
  }

  /** Whether there was nothing to tell since this was asked for the last time. */
  isQuiet(): boolean {
    const isQuiet = !this.#wasTold;
    this.#wasTold = false;
    return isQuiet;
  }

  /** Adds the body of an event. */
  add(body: Uint8Array, revision: string): void {
    if (this.#open !== undefined) this.#pieces.push(this.#open === revision ? END_OF_EVENT : endOfBatch(this.#open));
    this.#pieces.push(body);
    this.#open = revision;
  }

  /** Takes the text that was added. `whole` says that the batch has ended. Undefined when there is none. */
  take(whole: boolean): Frame | undefined {
    if (whole && this.#open !== undefined) {
      this.#pieces.push(endOfBatch(this.#open));
      this.#open = undefined;
    }
    if (this.#pieces.length === 0) return undefined;
    const frame = new Frame(Buffer.concat(this.#pieces));
    this.#pieces = [];
    return frame;
  }
}

function endOfBatch(revision: string): Uint8Array {
  return Buffer.from(`id: ${revision}\n\n`);
}

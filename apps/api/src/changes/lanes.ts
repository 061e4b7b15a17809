import { type ChangeTextPart } from '@bimetal/bindings';
import { Frame } from './frame.js';
import { type Delivery, Lane, type LaneReader } from './lane.js';

type Text = Extract<ChangeTextPart, { kind: 'text' }>;

/**
 * The readers of one feed by the prefix that they follow. A change costs as much as there are lengths of prefixes, and not as there
 * are prefixes.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  /** How many lanes have a prefix of this length. */
  readonly #lengths = new Map<number, number>();

  /** Whether some readers want a part of the changes, so that it must be known where in the text which change is. */
  get areSome(): boolean {
    return this.#lengths.size > 0;
  }

  join(prefix: string, reader: LaneReader): void {
    let lane = this.#lanes.get(prefix);
    if (lane === undefined) {
      lane = new Lane();
      this.#lanes.set(prefix, lane);
      if (prefix !== '') this.#lengths.set(prefix.length, (this.#lengths.get(prefix.length) ?? 0) + 1);
    }
    lane.readers.add(reader);
  }

  leave(prefix: string, reader: LaneReader): void {
    const lane = this.#lanes.get(prefix);
    if (lane?.readers.delete(reader) !== true || lane.readers.size > 0) return;
    this.#lanes.delete(prefix);
    const count = (this.#lengths.get(prefix.length) ?? 0) - 1;
    if (count > 0) this.#lengths.set(prefix.length, count);
    else this.#lengths.delete(prefix.length);
  }

  /** Everybody there is. */
  readers(): LaneReader[] {
    return [...this.#lanes.values()].flatMap(({ readers }) => [...readers]);
  }

  /** Those who were told nothing since this was asked for the last time. */
  quietReaders(): LaneReader[] {
    return [...this.#lanes.values()].flatMap((lane) => (lane.isQuiet() ? [...lane.readers] : []));
  }

  /** What a text means for each of the lanes. Who joins afterwards is not among the readers. */
  deliveries(part: Text): Delivery[] {
    const deliveries: Delivery[] = [];
    const all = this.#lanes.get('');
    if (all !== undefined && part.text.byteLength > 0) {
      deliveries.push(all.deliver(new Frame(part.text)));
    }
    if (!this.areSome) return deliveries;
    this.#sort(part);
    for (const [prefix, lane] of this.#lanes) {
      const frame = prefix === '' ? undefined : lane.take(part.whole);
      if (frame !== undefined) deliveries.push(lane.deliver(frame));
    }
    return deliveries;
  }

  /** Gives each change to the lanes that want it. */
  #sort({ text, told = [] }: Text): void {
    for (let index = 0; index < told.length; index += 4) {
      const [key, revision, begin, end] = told.slice(index, index + 4) as [string, string, number, number];
      for (const length of this.#lengths.keys()) {
        const lane = key.length < length ? undefined : this.#lanes.get(key.slice(0, length));
        lane?.add(text.subarray(begin, end), revision);
      }
    }
  }
}

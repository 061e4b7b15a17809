import type { Body } from '../protocol/dap.ts';
import type { Cdp } from './cdp.ts';

/**
 * Breakpoints at the places of one function, which catch V8 when what it called there returns. V8's own step out loses its way
 * in functions that end in a `finally`, as those do in which Node loads scripts.
 */
export class WayBack {
  /** How many frames there are when V8 is back. */
  readonly depth: number;
  readonly #cdp: Cdp;
  readonly #ids = new Set<string>();

  private constructor(cdp: Cdp, depth: number) {
    this.#cdp = cdp;
    this.depth = depth;
  }

  /** V8 pauses, and the frame of this index is the one to come back to. */
  static async to(index: number, pause: Body, cdp: Cdp): Promise<WayBack> {
    const frames = pause['callFrames'] as Body[];
    const { functionLocation, location } = frames[index] ?? {};
    const back = new WayBack(cdp, frames.length - index);
    const answer = await cdp.request('Debugger.getPossibleBreakpoints', {
      start: functionLocation ?? { ...location, columnNumber: 0 },
      restrictToFunction: true,
    });
    const places = (answer['locations'] ?? []) as Body[];
    // The first of each line is enough, but for the line that it comes back to.
    const wanted = places.filter(
      ({ lineNumber, type }, index) =>
        type === 'return' || lineNumber === location['lineNumber'] || places[index - 1]?.['lineNumber'] !== lineNumber,
    );
    await Promise.all(wanted.map((place) => back.#add(place)));
    return back;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  remove(): void {
    for (const breakpointId of this.#ids) this.#cdp.send('Debugger.removeBreakpoint', { breakpointId });
  }

  async #add({ scriptId, lineNumber, columnNumber }: Body): Promise<void> {
    const location = { scriptId, lineNumber, columnNumber };
    // Where a breakpoint stands already, that one catches V8.
    const answer = await this.#cdp.request('Debugger.setBreakpoint', { location }).catch(() => undefined);
    if (answer) this.#ids.add(String(answer['breakpointId']));
  }
}

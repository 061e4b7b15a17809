import { Cdp, MAIN } from '../inspector/cdp.ts';
import { Isolate } from '../inspector/isolate.ts';
import { Script } from '../inspector/source-maps.ts';
import type { Body } from '../protocol/dap.ts';
import { ScriptBreakpoints } from './script-breakpoints.ts';

const FILE = '/w/a.js';

/** V8 at the other end of the wire: what it answers, and what it tells in the same moment, is read in one go. */
function isolateTelling(answers: (method: string, params: Body) => Body[]): Isolate {
  let number = 0;
  const cdp: Cdp = new Cdp(
    {
      get main() {
        return cdp;
      },
      hasFlatSessions: true,
      send: (method, params) => {
        const id = ++number;
        setImmediate(() => {
          for (const message of answers(method, params))
            cdp.receive('method' in message ? message : { id, ...message });
        });
        return id;
      },
      close: () => undefined,
    },
    MAIN,
  );
  return new Isolate(cdp);
}

it('takes a breakpoint for set that V8 finds a place for in the moment in which it answers', async () => {
  const location = { scriptId: '7', lineNumber: 1, columnNumber: 2 };
  const isolate = isolateTelling((method, { lineNumber }) => {
    if (method !== 'Debugger.setBreakpointByUrl' || lineNumber !== 1) return [{ result: {} }];
    return [
      { result: { breakpointId: 'one', locations: [] } },
      { method: 'Debugger.breakpointResolved', params: { breakpointId: 'one', location } },
    ];
  });
  isolate.add(new Script('7', `file://${FILE}`, undefined));
  const breakpoints = new ScriptBreakpoints();
  isolate.cdp.onEvent = (_method, params) => breakpoints.resolved(isolate, params);
  await breakpoints.replace(FILE, [{ line: 2 }], [isolate]);
  expect(breakpoints.of(FILE)).toMatchObject([{ verified: true, line: 2 }]);
});

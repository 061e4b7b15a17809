import type { Body } from '../protocol/dap.ts';
import { References } from '../values/references.ts';
import type { ScriptFrame } from '../values/script-values.ts';
import { Inspection } from './inspection.ts';
import { BurstRefused, type Program } from './program.ts';
import type { Stop } from './stop.ts';

const FRAME = { kind: 'script', ordinal: 0, decodedIndex: 3 };
const CALL_FRAME = { scopeChain: [{ type: 'local' }, { type: 'global' }] };

/** A native stop at which V8 can be entered the first time, and no more. */
function stopOfOneBurst(): Inspection {
  let bursts = 0;
  const stop = {
    references: new References(),
    frame: () => ({ threadId: 7, frame: FRAME }),
    stackOf: async () => [FRAME],
    withScriptFrame: async (threadId: number, ordinal: number, work: (frame: ScriptFrame) => Promise<Body>) => {
      if (bursts++ > 0) throw new BurstRefused('the main thread is in native code');
      return work({ threadId, ordinal, callFrame: CALL_FRAME } as unknown as ScriptFrame);
    },
  };
  const command = async (text: string): Promise<Body> => ({ values: [{ name: text, value: '20', word: null }] });
  const look = async (work: () => Promise<unknown>): Promise<unknown> => work();
  const program = { phase: 'native-stopped', lldb: { command }, look };
  return new Inspection(
    program as unknown as Program,
    stop as unknown as Stop,
    (path) => path,
    () => undefined,
  );
}

describe('Inspection', () => {
  it('reads the variables from memory when V8 refuses them after it has told the scopes', async () => {
    const inspection = stopOfOneBurst();
    const { scopes } = await inspection.scopes({ frameId: 1 });
    const [local] = scopes as { name: string; variablesReference: number }[];
    expect(local?.name).toBe('Local (V8, at a native stop)');
    const { variables } = await inspection.variables({ variablesReference: local?.variablesReference });
    expect(variables).toEqual([{ name: 'ts adapter locals 7 3', value: '20', variablesReference: 0 }]);
  });

  it('says why there is nothing of another scope: memory has the variables of frames only', async () => {
    const inspection = stopOfOneBurst();
    const { scopes } = await inspection.scopes({ frameId: 1 });
    const [, global] = scopes as { variablesReference: number }[];
    await expect(inspection.variables({ variablesReference: global?.variablesReference })).rejects.toThrow(
      'the main thread is in native code',
    );
  });
});

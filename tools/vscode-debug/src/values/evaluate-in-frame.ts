import type { Cdp } from '../inspector/cdp.ts';
import type { Body } from '../protocol/dap.ts';
import { OBJECT_GROUP } from './references.ts';
import { thrown } from './remote-object.ts';

const EVALUATION_MILLISECONDS_MAX = 5000;

/**
 * What an expression gives in a frame; throws what it throws. Of all that V8 can be asked in a pause, this alone ends what does
 * not end by itself.
 */
export async function evaluateInFrame(
  cdp: Cdp,
  callFrame: Body,
  expression: string,
  /** A hover must not change the program. */
  throwOnSideEffect = false,
): Promise<Body> {
  const asked = cdp.request('Debugger.evaluateOnCallFrame', {
    callFrameId: callFrame['callFrameId'],
    expression,
    objectGroup: OBJECT_GROUP,
    generatePreview: true,
    throwOnSideEffect,
    silent: true,
    timeout: EVALUATION_MILLISECONDS_MAX,
  });
  const answer = await asked.catch((error: Error) => {
    if (!/terminated/.test(error.message)) throw error;
    throw new Error(`it did not end within ${EVALUATION_MILLISECONDS_MAX / 1000} s, and was ended`);
  });
  const error = thrown(answer);
  if (error) throw error;
  return answer['result'] as Body;
}

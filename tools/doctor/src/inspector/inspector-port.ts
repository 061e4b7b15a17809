import { takenPorts } from '@bimetal/setup/ports';

import { type Check, fine, type SetUp } from '../set-up.ts';
import { holderOfPort } from './port-holder.ts';

const ANSWER_MS_MAX = 1000;

/** The port that `npm run dev` and the launch configurations open the inspector on. */
export const inspectorPortCheck: Check = {
  name: 'inspector port',
  async examine(setUp) {
    const port = setUp.inspectorPort;
    const [taken] = await takenPorts([{ part: 'the inspector', host: '127.0.0.1', port }]);
    if (!taken) return fine(`127.0.0.1:${port} is free`);
    const holder = holderOfPort(setUp, port);
    const who = holder ? `${holder.name} (process ${holder.pid})` : 'a program of another user';
    const what = (await isInspector(setUp)) ? 'the inspector of another Node: ' : '';
    const end = holder ? `kill ${holder.pid}` : `sudo ss --listening --tcp --processes 'sport = :${port}'`;
    return {
      verdict: 'broken',
      says: `127.0.0.1:${port} is taken by ${what}${who}`,
      mend: `${end}; or choose another port with --inspect=127.0.0.1:PORT`,
    };
  },
};

async function isInspector({ inspectorPort }: SetUp): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${inspectorPort}/json/version`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    return (await answer.text()).includes('"node.js/');
  } catch {
    return false;
  }
}

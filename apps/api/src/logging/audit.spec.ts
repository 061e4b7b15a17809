import { type IncomingMessage } from 'node:http';
import { Audit } from './audit.js';
import { createLogger } from './logger.js';
import { type Config } from '../config/config.js';

async function told(logLevel: Config['logLevel']): Promise<string[]> {
  const lines: string[] = [];
  const logger = await createLogger({ logLevel, logFormat: 'json' }, { write: (line) => void lines.push(line) });
  const raw = { headers: {}, socket: { remoteAddress: '192.0.2.1' } } as IncomingMessage;
  new Audit(logger, { trustProxy: false }).tell(
    'backup made',
    { id: 'abc', raw, grant: undefined },
    { name: 'monday' },
  );
  return lines;
}

describe('Audit', () => {
  it('says who did what, from where and in which request, also to who wants to see errors alone', async () => {
    for (const level of ['debug', 'info', 'error'] as const) {
      const [line = ''] = await told(level);
      expect(JSON.parse(line)).toMatchObject({
        level: 'info',
        traceId: 'abc',
        audit: { act: 'backup made', by: null, address: '192.0.2.1', name: 'monday' },
        msg: 'Audit: backup made',
      });
    }
    expect(await told('silent')).toEqual([]);
  });
});

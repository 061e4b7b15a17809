import { type Config } from '../config/config.js';
import { createLogger, type Logger } from './logger.js';

async function logged(
  config: Pick<Config, 'logLevel' | 'logFormat'>,
  act: (logger: Logger) => void,
): Promise<string[]> {
  const lines: string[] = [];
  act(await createLogger(config, { write: (line) => void lines.push(line) }));
  return lines;
}

describe('createLogger', () => {
  it('writes a line of JSON a message, with level, time, trace id and text', async () => {
    const [line = ''] = await logged({ logLevel: 'info', logFormat: 'json' }, (logger) =>
      logger.info({ traceId: 'abc' }, 'Hello'),
    );
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      traceId: 'abc',
      msg: 'Hello',
    });
  });

  it('writes prose when asked to, the trace id included', async () => {
    const [line] = await logged({ logLevel: 'info', logFormat: 'pretty' }, (logger) =>
      logger.info({ traceId: 'abc' }, 'Hello'),
    );
    expect(line).toMatch(/^\[.*\] INFO: Hello \{"traceId":"abc"\}\n$/);
  });

  it('leaves out what is below its level', async () => {
    const lines = await logged({ logLevel: 'warn', logFormat: 'json' }, (logger) => {
      logger.info('no');
      logger.warn('yes');
    });
    expect(lines).toHaveLength(1);
  });
});

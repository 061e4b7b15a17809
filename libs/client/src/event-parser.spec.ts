import { EventParser, type ServerEvent } from './event-parser.js';

/** What comes out of a text that comes in pieces of a size. */
function parsed(
  text: string,
  size: number,
): { events: ServerEvent[]; lastId: string | undefined; retryMs: number | undefined } {
  const parser = new EventParser();
  const events: ServerEvent[] = [];
  for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
  const { lastId, retryMs } = parser;
  return { events, lastId, retryMs };
}

const TEXT =
  'retry: 20\n: a comment\nid: 1\n\nevent: a\ndata: x\ndata:  y\nid: 2\n\nevent: without data\n\ndata\n\nunknown: z\ndata: w\n\nid: 3\ndata: not ended';

describe('EventParser', () => {
  it.each(['\n', '\r\n', '\r'])('reads events with the line end %j, however they are cut', (end) => {
    const text = TEXT.replaceAll('\n', end);
    for (const size of [1, 2, 3, 7, text.length]) {
      expect(parsed(text, size)).toEqual({
        events: [
          { type: 'a', data: 'x\n y' },
          { type: 'message', data: '' },
          { type: 'message', data: 'w' },
        ],
        lastId: '2',
        retryMs: 20,
      });
    }
  });
});

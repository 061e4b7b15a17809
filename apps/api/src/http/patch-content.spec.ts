import { type IncomingMessage } from 'node:http';
import { checkPatchContent, patchKindOf } from './patch-content.js';

function request(type: string | undefined, more: Record<string, string> = {}): IncomingMessage {
  const headers = { ...more, ...(type === undefined ? {} : { 'content-type': type }) };
  const rawHeaders = ['X-Content-Type', 'content-type', ...(type === undefined ? [] : ['Content-Type', type])];
  return { headers, rawHeaders } as unknown as IncomingMessage;
}

describe('the body of a PATCH', () => {
  it.each([
    ['application/merge-patch+json', 'merge'],
    ['application/json-patch+json', 'json'],
    ['Application/JSON-Patch+JSON ; charset="utf-8"', 'json'],
  ])('of the type %s is a patch', (type, kind) => {
    const given = request(type);
    expect(() => checkPatchContent(given)).not.toThrow();
    // By then the rules have taken the header away.
    delete given.headers['content-type'];
    expect(patchKindOf(given)).toBe(kind);
  });

  it.each([undefined, 'application/json', 'application/merge-patch', 'application/json-patch+json; charset=latin1'])(
    'of the type %s is none',
    (type) => {
      expect(() => checkPatchContent(request(type))).toThrow(
        expect.objectContaining({ code: 'CONTENT_TYPE_UNSUPPORTED' }),
      );
    },
  );

  it('is sent as it is, and whole', () => {
    const given = (more: Record<string, string>) => () =>
      checkPatchContent(request('application/json-patch+json', more));
    expect(given({ 'content-encoding': 'gzip' })).toThrow(
      expect.objectContaining({ code: 'CONTENT_TYPE_UNSUPPORTED' }),
    );
    expect(given({ 'content-range': 'bytes 0-1/5' })).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});

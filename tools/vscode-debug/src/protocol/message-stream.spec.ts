import { encodeMessage, MessageReader } from './message-stream.ts';

it('hands out whole messages, however the bytes come', () => {
  const messages = [{ seq: 1, text: 'ä€😀' }, { seq: 2 }];
  const bytes = Buffer.from(messages.map(encodeMessage).join(''));
  for (let size = 1; size <= bytes.length; size++) {
    const received: object[] = [];
    const reader = new MessageReader<object>((message) => received.push(message));
    for (let start = 0; start < bytes.length; start += size) reader.push(bytes.subarray(start, start + size));
    expect(received).toEqual(messages);
  }
});

it('refuses a message without a length', () => {
  expect(() => new MessageReader(() => undefined).push(Buffer.from('Content-Type: x\r\n\r\n{}'))).toThrow(
    'without Content-Length',
  );
});

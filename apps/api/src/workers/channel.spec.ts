import { BimetalError } from '@bimetal/bindings';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { RequestError } from '../problem/request-error.js';
import { type Calls, Channel } from './channel.js';

/** Two channels over the ends of one port, each with what the other may ask. */
function pair<Own extends Calls, Other extends Calls>(own: Own, other: Other): [Channel<Other>, Channel<Own>] {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const ends = [port1, port2].map((port) => ({
    postMessage: (message: unknown) => port.postMessage(message),
    on: (_event: 'message', listener: (message: never) => void) =>
      (port.onmessage = ({ data }: { data: unknown }) => listener(data as never)),
  }));
  const [here, there] = ends as [(typeof ends)[0], (typeof ends)[0]];
  return [new Channel<Other>(here, own), new Channel<Own>(there, other)];
}

let open: MessagePort[] = [];

afterEach(() => {
  open.forEach((port) => port.close());
  open = [];
});

describe('a channel between two threads', () => {
  it('answers each call with what the other side gives, in whichever order', async () => {
    const later = Promise.withResolvers<string>();
    const [one, other] = pair(
      { twice: (number: number) => number * 2 },
      { now: (text: string) => `${text}!`, later: () => later.promise },
    );
    const waits = one.call('later', undefined);
    expect(await Promise.all([one.call('now', 'here'), other.call('twice', 21)])).toEqual(['here!', 42]);
    later.resolve('at last');
    expect(await waits).toBe('at last');
  });

  it.each([
    new RequestError('API_KEY_NOT_FOUND', 'there is no such key', { 'retry-after': '1' }),
    new BimetalError('KEY_SEGMENT', 'a segment is empty', { details: { offset: 2 } }),
    new StartupError('LISTEN_FAILED', exitCodes.listen, 'it is taken'),
    new Error('something else'),
  ])('passes on an error as what it is: %s', async (error) => {
    const fail = (): never => {
      throw error;
    };
    const [one] = pair({}, { fail });
    const caught: unknown = await one.call('fail', undefined).catch((thrown: unknown) => thrown);
    expect(caught).toBeInstanceOf(error.constructor);
    expect({ ...(caught as Error) }).toEqual({ ...error });
    expect((caught as Error).message).toBe(error.message);
  });

  it('ends what is waited for when the other side is gone', async () => {
    const [one] = pair({}, { never: () => new Promise<void>(() => undefined) });
    const waits = expect(one.call('never', undefined)).rejects.toThrow('it is gone');
    one.fail(new Error('it is gone'));
    await waits;
    await expect(one.call('never', undefined)).rejects.toThrow('it is gone');
  });
});

import { isSampled } from './access-log.js';

const trace = (end: string): string => 'a'.repeat(24) + end;

describe('The sample of the access log', () => {
  it('takes the part that was asked for, by the end of the trace id', () => {
    const ids = Array.from({ length: 256 }, (_, index) => trace(`${index.toString(16).padStart(2, '0')}000000`));
    const taken = (sample: number): number => ids.filter((id) => isSampled(id, sample)).length;
    expect([0, 0.25, 0.5, 1].map(taken)).toEqual([0, 64, 128, 256]);
  });

  it('takes of all requests of a trace all or none', () => {
    expect([isSampled(trace('00000001'), 0.01), isSampled(trace('00000001'), 0.01)]).toEqual([true, true]);
    expect(isSampled(trace('ffffffff'), 0.99)).toBe(false);
  });
});

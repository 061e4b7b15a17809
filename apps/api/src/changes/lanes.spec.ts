import { type LaneReader } from './lane.js';
import { Lanes } from './lanes.js';

const nobody: LaneReader = {
  deliver: () => undefined,
  remind: () => undefined,
  lose: () => undefined,
  fail: () => undefined,
};

/** A part as the bindings give it: `key@revision` for each change, whose body is `<key>`. */
function part(changes: readonly string[], whole = true) {
  const told: (string | number)[] = [];
  let text = '';
  for (const change of changes) {
    const [key = '', revision = ''] = change.split('@');
    const begin = Buffer.byteLength(text);
    text += `<${key}>`;
    told.push(key, revision, begin, Buffer.byteLength(text));
  }
  return { kind: 'text', revision: 0n, text: Buffer.from(text), whole, changes: changes.length, told } as const;
}

function textsOf(lanes: Lanes, ...args: Parameters<typeof part>): string[] {
  return lanes.deliveries(part(...args)).map(({ frame }) => Buffer.from(frame.text).toString());
}

describe('lanes', () => {
  it('give the whole text to those who want all of it', () => {
    const lanes = new Lanes();
    lanes.join('', nobody);
    expect(lanes.areSome).toBe(false);
    expect(textsOf(lanes, ['a@1', 'b@1'])).toEqual(['<a><b>']);
  });

  it('give a prefix its own changes, and the id to the last of them in a batch', () => {
    const lanes = new Lanes();
    lanes.join('a', nobody);
    lanes.join('bb', nobody);
    expect(lanes.areSome).toBe(true);
    expect(textsOf(lanes, ['a1@1', 'a2@1', 'bb@1', 'b@1', 'a3@2'])).toEqual([
      '<a1>\n<a2>id: 1\n\n<a3>id: 2\n\n',
      '<bb>id: 1\n\n',
    ]);
    expect(textsOf(lanes, ['c@3'])).toEqual([]);
  });

  it('leave the end of an event open until it is known whether its batch goes on', () => {
    const lanes = new Lanes();
    lanes.join('a', nobody);
    expect(textsOf(lanes, ['a1@1', 'b@1'], false)).toEqual(['<a1>']);
    expect(textsOf(lanes, ['b@1'], false)).toEqual([]);
    expect(textsOf(lanes, ['a2@1', 'b@1'], true)).toEqual(['\n<a2>id: 1\n\n']);
  });

  it('match characters beyond the first plane whole', () => {
    const lanes = new Lanes();
    lanes.join('😀', nobody);
    lanes.join('a', nobody);
    expect(textsOf(lanes, ['😀/1@1', '😁/1@1'])).toEqual(['<😀/1>id: 1\n\n']);
  });

  it('forget a prefix that nobody follows any more', () => {
    const lanes = new Lanes();
    const other = { ...nobody };
    lanes.join('a', nobody);
    lanes.join('a', other);
    lanes.join('b', nobody);
    lanes.leave('a', nobody);
    lanes.leave('a', nobody);
    expect(lanes.readers()).toEqual([other, nobody]);
    lanes.leave('a', other);
    expect(lanes.areSome).toBe(true);
    lanes.leave('b', nobody);
    expect([lanes.areSome, lanes.readers()]).toEqual([false, []]);
  });

  it('remind those who were told nothing since the last time, and nobody else', () => {
    const lanes = new Lanes();
    const other = { ...nobody };
    lanes.join('a', nobody);
    lanes.join('b', other);
    expect(lanes.quietReaders()).toEqual([nobody, other]);
    textsOf(lanes, ['a@1']);
    expect(lanes.quietReaders()).toEqual([other]);
    expect(lanes.quietReaders()).toEqual([nobody, other]);
  });
});

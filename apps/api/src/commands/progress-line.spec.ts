import { ProgressLine } from './progress-line.js';

class FakeStream {
  readonly written: string[] = [];

  constructor(readonly isTTY: boolean) {}

  write(text: string): boolean {
    this.written.push(text);
    return true;
  }
}

describe('ProgressLine', () => {
  it('shows percentage and bytes on one line of a terminal, and takes it away', () => {
    const terminal = new FakeStream(true);
    const line = new ProgressLine('check', terminal);
    const show = line.show('checking');
    show?.({ bytes: 12_300_000, bytesAll: 28_100_000 });
    show?.({ bytes: 1000, bytesAll: 0 });
    line.clear();
    line.clear();
    expect(terminal.written).toEqual([
      '\r\x1b[Kcheck: checking, 43 % (12.3 MB of 28.1 MB)',
      '\r\x1b[Kcheck: checking, 1.0 kB',
      '\r\x1b[K',
    ]);
  });

  it('says nothing where there is no terminal', () => {
    const pipe = new FakeStream(false);
    const line = new ProgressLine('check', pipe);
    expect(line.show('checking')).toBeUndefined();
    line.clear();
    expect(pipe.written).toEqual([]);
  });
});

import { once } from 'node:events';
import { caught } from '../test/caught.js';
import { firstLine, killChildren, outcomeOf, runChild, startChild } from '../test/child.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder } from '../test/temp-store.js';
import { Store } from './index.js';

afterEach(killChildren);

describe.each(ENGINES)('several processes (engine %s)', (engine) => {
  it('cannot share a folder: the second is told which one has it', async () => {
    using folder = new TempFolder();
    const holder = startChild('hold-store.mjs', [folder.path, engine]);
    const pid = Number(await firstLine(holder));
    expect(caught(() => Store.open(folder.path))).toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining(`process ${pid}`),
      details: { pid, path: folder.path },
    });
    holder.stdin?.write('stop\n');
    await once(holder, 'close');
    await Store.open(folder.path).close();
  });
});

describe.each(ENGINES)('a process (engine %s)', (engine) => {
  it('ends when it is idle, whatever it left open', async () => {
    using folder = new TempFolder();
    expect(await runChild('end-idle.mjs', [folder.path, engine])).toEqual({
      code: 0,
      signal: null,
      stdout: 'idle\n',
      stderr: '',
    });
  });

  it('lives until its writes are answered', async () => {
    using folder = new TempFolder();
    expect(await runChild('end-pending.mjs', [folder.path, engine])).toMatchObject({ code: 0, stdout: '1000\n' });
  });

  it('may exit in the middle of its writes, and keeps those that were answered', async () => {
    using folder = new TempFolder();
    expect(await runChild('exit-pending.mjs', [folder.path, engine])).toMatchObject({ code: 7, stderr: '' });
    await using store = Store.open(folder.path);
    expect(store.info().documents).toBe(1001);
  });

  it('that is killed loses nothing that was answered', async () => {
    using folder = new TempFolder();
    const child = startChild('write-forever.mjs', [folder.path, engine]);
    const ended = outcomeOf(child);
    await firstLine(child);
    // A condition, not a time: some hundreds of answers.
    let answers = 0;
    child.stdout?.on('data', (text: string) => {
      answers += text.split('\n').length - 1;
      if (answers > 300) {
        child.kill('SIGKILL');
      }
    });
    const { signal, stdout, stderr } = await ended;
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
    const answered = stdout.slice(0, stdout.lastIndexOf('\n')).split('\n');
    expect(answered.length).toBeGreaterThan(300);
    await using store = Store.open(folder.path);
    expect(answered.filter((number) => store.get(`testdoc1-${number}`) !== number)).toEqual([]);
  });
});

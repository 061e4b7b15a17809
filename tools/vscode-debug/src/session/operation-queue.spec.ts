import { OperationQueue } from './operation-queue.ts';

it('runs operations in their order, one at a time, also after one failed', async () => {
  const queue = new OperationQueue();
  const seen: string[] = [];
  const operation = (name: string, error?: Error) => async (): Promise<string> => {
    seen.push(`begin ${name}`);
    await Promise.resolve();
    if (error) throw error;
    seen.push(`end ${name}`);
    return name;
  };
  const results = await Promise.allSettled([
    queue.run(operation('a')),
    queue.run(operation('b', new Error('no'))),
    queue.run(operation('c')),
  ]);
  expect(seen).toEqual(['begin a', 'end a', 'begin b', 'begin c', 'end c']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

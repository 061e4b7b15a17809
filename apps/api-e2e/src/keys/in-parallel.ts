/** Does something with all items in order, so many at a time. The first failure ends it. */
export async function inParallel<T>(
  items: readonly T[],
  workers: number,
  action: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const [index, item] of entries) await action(item, index);
    }),
  );
}

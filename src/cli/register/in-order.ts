/**
 * Works on several items at once.
 *
 * @param limit on how many at most
 * @param work must not throw before it returns its promise
 * @returns the results in the order of the items, each as soon as those before it are there
 * @throws whatever `work` throws, for the first item that it fails on
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  for (const [place, item] of items.entries()) {
    const result = work(item);
    // Whoever waits for its turn sees the error. Until then it must not end the process.
    result.catch(() => undefined);
    started.push(result);
    const first = started[place + 1 - limit];
    if (first) yield await first;
  }
  for (const result of started.slice(Math.max(0, items.length + 1 - limit))) yield await result;
}

/** What the writer puts into a document, for the readers of the feed to find: when it was sent, in nanoseconds. */
export function sentText(now_ns: bigint): string {
  return `{"sent":"${now_ns}","note":"${NOTE}"}`;
}

/** As long as the other documents of the suite. */
const NOTE = 'n'.repeat(150);

const SENT = /"sent":"(\d+)","note":"n+"/g;

/** A piece of text that may be the beginning of a document's. */
const REST_MAX = 400;

/** The moments in a piece of a feed, and what is to be looked at again together with the next piece. */
export function findSent(text: string): { sent: bigint[]; rest: string } {
  const sent: bigint[] = [];
  let end = 0;
  for (const match of text.matchAll(SENT)) {
    sent.push(BigInt(match[1] ?? 0));
    end = match.index + match[0].length;
  }
  return { sent, rest: text.slice(Math.max(end, text.length - REST_MAX)) };
}

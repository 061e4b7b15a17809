/** What tabs of one browser have in common. A browser that lacks it has a connection a tab. */
export interface TabMeans {
  readonly locks: Pick<LockManager, 'request'> | undefined;
  readonly channel: ((name: string) => TabChannel) | undefined;
}

/** The part of a BroadcastChannel that is used. */
export interface TabChannel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

export function tabMeans(): TabMeans {
  return {
    // Both are for pages of a secure origin, which a page over plain HTTP from another machine is not.
    locks: (navigator as Partial<Navigator>).locks,
    channel: typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name),
  };
}

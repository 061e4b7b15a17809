import { timingSafeEqual } from 'node:crypto';
import { type ApiKey, type MadeApiKey, type NewApiKey } from '@bimetal/contract';
import { RequestError } from '../problem/request-error.js';
import { type ApiKeyNotes, type KeptApiKey } from './api-key-note.js';
import { hashOfToken, idOfToken, newToken } from './api-key-token.js';
import { Grant } from './grant.js';

/** LIMIT: the API keys of a store. All of them are in memory. */
const KEYS_MAX = 10_000;

/** LIMIT: the headers whose keys are known without another look. */
const KNOWN_MAX = 10_000;

const BEARER = /^Bearer +(\S+) *$/i;

/** What RFC 6750 (3.1) has a server say of a key that is wrong. */
const INVALID = { 'www-authenticate': 'Bearer realm="bimetal", error="invalid_token"' } as const;

/** Where they are kept. */
export type ApiKeyStorage = Pick<ApiKeyNotes, 'read' | 'put' | 'remove'>;

/** The API keys of the other event loops of a server. One of them makes the changes, the others ask it to. */
export interface ApiKeyPeers {
  /** Another number after each change that is on disk. */
  version(): number;
  /** Tells the others of a change that is on disk. */
  changed(): void;
  /** Who makes the changes; undefined for that one itself. */
  readonly first: Pick<ApiKeys, 'create' | 'revoke'> | undefined;
}

interface HeldApiKey extends KeptApiKey {
  readonly grant: Grant;
}

/**
 * The API keys of a store. One process holds a store, so that what is in memory is what there is; a change is on disk before it
 * counts, and before it is answered. With several event loops each has them in memory, and reads them again as soon as it looks at
 * one after a change: what was revoked opens nothing any more, wherever it is shown.
 */
export class ApiKeys {
  readonly #notes: ApiKeyStorage;
  readonly #held = new Map<string, HeldApiKey>();
  /** By the whole header, so that most requests cost one look-up. What stands here was found right by its hash before. */
  readonly #known = new Map<string, Grant>();
  readonly #peers: ApiKeyPeers | undefined;
  /** The version of the peers that this has read. */
  #version = 0;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** Reads which there are. */
  constructor(notes: ApiKeyStorage, peers?: ApiKeyPeers) {
    this.#notes = notes;
    this.#peers = peers;
    this.#version = peers?.version() ?? 0;
    for (const kept of notes.read()) this.#hold(kept);
  }

  /** Whether there are none, and nobody needs one. Those that have expired count: time alone must not open a server. */
  get isEmpty(): boolean {
    this.readAgain();
    return this.#held.size === 0;
  }

  /** The oldest first. */
  list(): ApiKey[] {
    this.readAgain();
    const keys = [...this.#held.values()].map(({ key }) => key);
    return keys.sort((one, other) => Date.parse(one.created) - Date.parse(other.created));
  }

  /** Makes an API key, and resolves when it is on disk. Nobody is told its secret again. */
  create(asked: NewApiKey): Promise<MadeApiKey> {
    if (this.#peers?.first !== undefined) return this.#peers.first.create(asked);
    const { name, scopes, prefixes, expires } = asked;
    return this.#change(async () => {
      const isAdmin = scopes.includes('admin');
      if (!isAdmin && !this.#hasAdmin()) {
        const message = 'the first API key must have the scope admin: without one, nobody could make or revoke others';
        throw new RequestError('API_KEY_ADMIN_NEEDED', message);
      }
      if (this.#held.size >= KEYS_MAX) {
        throw new RequestError('API_KEYS_TOO_MANY', `a store has ${KEYS_MAX} API keys at most: revoke some`);
      }
      const { id, token } = newToken();
      const until = expires === undefined ? {} : { expires: new Date(expires).toISOString() };
      const key: ApiKey = { id, name, scopes, prefixes, created: new Date().toISOString(), ...until };
      const kept = { key, hash: hashOfToken(token) };
      await this.#notes.put(kept);
      this.#hold(kept);
      this.#tell();
      return { ...key, key: token };
    });
  }

  /**
   * Revokes an API key: resolves when it is off the disk, and opens nothing any more from then on. `mayOpen` lets the last one
   * go that administrates, and with the last of all the server needs none again.
   */
  revoke(id: string, mayOpen: boolean): Promise<ApiKey> {
    if (this.#peers?.first !== undefined) return this.#peers.first.revoke(id, mayOpen);
    return this.#change(async () => {
      const held = this.#held.get(id);
      if (held === undefined)
        throw new RequestError('API_KEY_NOT_FOUND', 'there is no such API key: GET /api/keys lists them');
      if (!mayOpen && !this.#hasAdmin(id)) {
        const message =
          'it is the last API key with the scope admin that has not expired: make another one first, or revoke it by the ' +
          'command on the data folder when no server holds it';
        throw new RequestError('API_KEY_ADMIN_NEEDED', message);
      }
      await this.#notes.remove(held.key);
      this.#letGo(held);
      this.#tell();
      return held.key;
    });
  }

  /** What an `Authorization` header grants that was found right before; undefined for all others. */
  known(authorization: string): Grant | undefined {
    this.readAgain();
    const grant = this.#known.get(authorization);
    if (grant === undefined || grant.isStillAllowed()) return grant;
    this.#known.delete(authorization);
    return undefined;
  }

  /** What an `Authorization` header grants. Throws when that is nothing. */
  grantOf(authorization: string): Grant {
    this.readAgain();
    const { grant } = this.#heldOf(authorization);
    if (!grant.isStillAllowed()) {
      throw new RequestError(
        'API_KEY_EXPIRED',
        `the API key ${grant.key.id} has expired: ask for another one`,
        INVALID,
      );
    }
    if (this.#known.size >= KNOWN_MAX) this.#forgetOldest();
    this.#known.set(authorization, grant);
    return grant;
  }

  /** What the API key of an id grants; undefined where there is none. */
  grantOfId(id: string): Grant | undefined {
    this.readAgain();
    return this.#held.get(id)?.grant;
  }

  /** Reads which there are, where somebody else has changed that. Whoever is asked something does so first. */
  readAgain(): void {
    if (this.#peers === undefined) return;
    const version = this.#peers.version();
    if (version === this.#version) return;
    this.#version = version;
    const kept = new Map(this.#notes.read().map((one) => [one.key.id, one]));
    for (const held of [...this.#held.values()]) if (!kept.has(held.key.id)) this.#letGo(held);
    for (const [id, one] of kept) if (!this.#held.has(id)) this.#hold(one);
  }

  #heldOf(authorization: string): HeldApiKey {
    const token = BEARER.exec(authorization)?.[1] ?? '';
    const held = this.#held.get(idOfToken(token) ?? '');
    if (held === undefined || !timingSafeEqual(hashOfToken(token), held.hash)) {
      const message = 'the API key is not known, or was revoked: send one as Authorization: Bearer bmt_…';
      throw new RequestError('API_KEY_UNKNOWN', message, INVALID);
    }
    return held;
  }

  #hold({ key, hash }: KeptApiKey): void {
    this.#held.set(key.id, { key, hash, grant: new Grant(key) });
  }

  #letGo({ key, grant }: HeldApiKey): void {
    this.#held.delete(key.id);
    for (const [header, known] of this.#known) if (known === grant) this.#known.delete(header);
    grant.end();
  }

  /** What this one has changed it needs not read. */
  #tell(): void {
    if (this.#peers === undefined) return;
    this.#peers.changed();
    this.#version = this.#peers.version();
  }

  #forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** Whether one that is not the named one administrates, and has not expired. */
  #hasAdmin(besides?: string): boolean {
    return [...this.#held.values()].some(
      ({ key, grant }) => key.id !== besides && key.scopes.includes('admin') && grant.isStillAllowed(),
    );
  }

  /** One change at a time: each is decided by what the one before has left. */
  #change<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#lastChange.then(change);
    this.#lastChange = changed.catch(() => undefined);
    return changed;
  }
}

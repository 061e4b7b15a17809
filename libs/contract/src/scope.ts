/** What an API key can be for. `admin` is for everything, and the others for what they say: who writes need not be able to read. */
export const SCOPES = ['read', 'write', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/**
 * What a method of a route needs of an API key, where the server has any: a scope, or both of two; `any` takes each key, `open`
 * needs none, and `optional` needs none and tells more to who has one.
 */
export type Need = Scope | 'read and write' | 'any' | 'optional' | 'open';

/**
 * Which documents a request reaches, and so how a key with prefixes is held to them. `key`: that of its path. `prefix`: those of
 * the `prefix` of its query. `body`: those that its body names, which is for who reads it to hold. `store`: all of them, which is
 * nothing for such a key. `nothing`: none.
 */
export type Reach = 'key' | 'prefix' | 'body' | 'store' | 'nothing';

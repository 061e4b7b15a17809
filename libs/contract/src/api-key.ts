import * as z from 'zod/mini';
import { SCOPES } from './scope.js';

/** LIMIT: what an API key may have. */
export const API_KEY_LIMITS = { nameCharacters: 100, prefixes: 32, prefixCharacters: 512 } as const;

const nameSchema = z.string().check(z.maxLength(API_KEY_LIMITS.nameCharacters), z.regex(/^\P{C}*$/u));

/** What there is to know about an API key: all but its secret, which nobody knows but who was told it when it was made. */
export const apiKeySchema = z.object({
  /** Names it, in logs and when it is revoked: twelve letters and digits. */
  id: z.string(),
  /** What people call it. */
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  /** The documents it is for: those whose keys begin with one of these; all when there are none. */
  prefixes: z.array(z.string()),
  created: z.iso.datetime(),
  /** When it ends; absent when it does not. */
  expires: z.optional(z.iso.datetime()),
});

/** What `POST /api/keys` takes. */
export const newApiKeySchema = z.strictObject({
  name: z._default(nameSchema, ''),
  scopes: z.array(z.enum(SCOPES)).check(z.minLength(1)),
  prefixes: z._default(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(API_KEY_LIMITS.prefixCharacters)))
      .check(z.maxLength(API_KEY_LIMITS.prefixes)),
    [],
  ),
  expires: z.optional(z.iso.datetime({ offset: true })),
});

/** What `POST /api/keys` answers: the one time that the key itself is told. */
export const madeApiKeySchema = z.extend(apiKeySchema, { key: z.string() });

/** What `GET /api/keys` answers, the oldest first. */
export const apiKeyListSchema = z.object({ keys: z.array(apiKeySchema) });

export type ApiKey = z.infer<typeof apiKeySchema>;
export type NewApiKey = z.infer<typeof newApiKeySchema>;
export type MadeApiKey = z.infer<typeof madeApiKeySchema>;
export type ApiKeyList = z.infer<typeof apiKeyListSchema>;

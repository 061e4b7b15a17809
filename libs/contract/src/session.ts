import * as z from 'zod/mini';
import { apiKeySchema } from './api-key.js';

/** What `GET` and `POST /api/session` answer: who asks, as the server sees it. */
export const sessionSchema = z.object({
  /** The API key that the request came with, or that the session was begun with; null where the server has none and needs none. */
  key: z.nullable(apiKeySchema),
  /** When the browser's session ends; absent for a request that came with a key. */
  expires: z.optional(z.iso.datetime()),
});

export type Session = z.infer<typeof sessionSchema>;

import * as z from 'zod/mini';

/** A revision as JSON and URLs have it: a decimal string, because it is a u64. */
export const revisionTextSchema = z.string().check(z.regex(/^(0|[1-9][0-9]{0,19})$/));

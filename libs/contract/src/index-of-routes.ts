import * as z from 'zod/mini';

/** What `GET /api` answers, for people who look around. */
export const indexSchema = z.object({
  routes: z.array(
    z.object({
      path: z.string(),
      methods: z.array(z.string()),
      parameters: z.array(z.string()),
      describe: z.string(),
    }),
  ),
});

export type Index = z.infer<typeof indexSchema>;

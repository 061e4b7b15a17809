import * as z from 'zod/mini';
import { revisionTextSchema } from './revision-text.js';

/** What `POST /api/backups` answers once the backup is whole and on disk. */
export const backupSchema = z.object({
  /** The name of the backup's folder inside the server's folder for backups. */
  name: z.string(),
  /** The store as of this revision is in it. */
  revision: revisionTextSchema,
});

export type Backup = z.infer<typeof backupSchema>;

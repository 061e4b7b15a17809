import { type Entry } from '../store/documents.ts';
import { textWithId } from './question.ts';
import { send } from './send.ts';

const BATCH = 500;
const BUCKET = '/buckets/bench';
const COLLECTION = `${BUCKET}/collections/documents`;

/** Kinto in its quickest form: documents in memory, nobody is asked who he is. */
export function kintoSettings(port: number): string {
  return `[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = bench
kinto.batch_max_requests = ${BATCH}
kinto.bucket_create_principals = system.Everyone
kinto.bucket_write_principals = system.Everyone

[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = ${port}

[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = INFO
handlers = console

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = INFO
formatter = plain

[formatter_plain]
format = %(message)s
`;
}

/** Makes the bucket and the collection and puts the documents into it. */
export async function fillKinto(url: string, entries: readonly Entry[]): Promise<void> {
  await send('PUT', `${url}/v1${BUCKET}`, '{}');
  await send('PUT', `${url}/v1${COLLECTION}`, '{}');
  for (let begin = 0; begin < entries.length; begin += BATCH) {
    const requests = entries
      .slice(begin, begin + BATCH)
      .map(({ key, value }) => `{"path":"${COLLECTION}/records/${key}","body":{"data":${textWithId(key, value)}}}`);
    const text = await send(
      'POST',
      `${url}/v1/batch`,
      `{"defaults":{"method":"PUT"},"requests":[${requests.join(',')}]}`,
    );
    // The batch as a whole succeeds whatever becomes of its parts.
    const { responses } = JSON.parse(text) as { responses: { status: number }[] };
    const refused = responses.find(({ status }) => status >= 300);
    if (refused) throw new Error(`a document was answered ${refused.status}`);
  }
}

import { type ApiKey, type MadeApiKey } from '@bimetal/contract';
import { type Act, askUntilGone, type Stage } from './act.ts';

/** So few that what is listed stays short. */
const KEYS_A_ROUND = 10;

/** Makes API keys: each that was answered opens the server, and each that is listed is whole. */
export class KeyAct implements Act {
  readonly name = 'key creation';
  answers = 0;
  readonly #sent = new Set(['root']);
  #made: MadeApiKey[] = [];

  async go(stage: Stage): Promise<void> {
    this.#made = [];
    for (let at = 0; at < KEYS_A_ROUND; at++) {
      const name = `key-${this.#sent.size}`;
      this.#sent.add(name);
      const body = JSON.stringify({ name, scopes: ['read'], prefixes: ['keys/'] });
      const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const answered = await askUntilGone(stage, '/api/keys', asked, 201);
      if (answered === undefined) return;
      this.answers += 1;
      this.#made.push(JSON.parse(answered.text) as MadeApiKey);
    }
  }

  async check(stage: Stage): Promise<string[]> {
    const faults: string[] = [];
    const { keys } = JSON.parse((await stage.ask('/api/keys')).text) as { keys: ApiKey[] };
    for (const { id, name, scopes, prefixes, created } of keys) {
      const isWhole = name === 'root' || (scopes.join() === 'read' && prefixes.join() === 'keys/');
      if (!this.#sent.has(name ?? '') || !isWhole || !(Date.parse(created) > 0))
        faults.push(`${id} is no key that was made`);
    }
    for (const { id, key } of this.#made) {
      if (!keys.some((listed) => listed.id === id)) faults.push(`${id} was answered and is not there`);
      // Whoever is let in hears that there is no such document.
      const { status } = await stage.ask('/api/data/keys/none', { headers: { authorization: `Bearer ${key}` } });
      if (status !== 404) faults.push(`${id} was answered, and opens nothing: ${status}`);
    }
    // What nobody knows can be revoked, and keeps the list short.
    for (const { id, name } of keys) {
      if (name === 'root') continue;
      const { status } = await stage.ask(`/api/keys/${id}`, { method: 'DELETE' });
      if (status !== 200) faults.push(`${id} cannot be revoked: ${status}`);
    }
    return faults;
  }
}

import process from 'node:process';
import { bringsAddon } from '../src/load-addon.ts';
import { packedFile } from './packed.ts';

/** Loads an addon that a program brings along, and prints what came of it. */
const [source = ''] = process.argv.slice(2);
try {
  const { addon, ...rest } = bringsAddon(packedFile(source))();
  const { profile } = (addon as { buildInfo(): { profile: string } }).buildInfo();
  process.stdout.write(JSON.stringify({ profile, ...rest }));
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stdout.write(JSON.stringify({ code, message }));
}

import process from 'node:process';
import { unpack } from '../src/unpack/unpack.ts';
import { packedFile } from './packed.ts';

/** Unpacks a file into a cache folder, and prints where it is. */
const [source = '', cache = ''] = process.argv.slice(2);
process.stdout.write(unpack(packedFile(source), cache));

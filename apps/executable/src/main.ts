import { isMainThread } from 'node:worker_threads';
import { run, work } from '@bimetal/api';
import { ownAssets } from './assets.ts';
import { executableProgram } from './executable-program.ts';

const program = executableProgram(ownAssets());
void (isMainThread ? run(program) : work(program));

import { run } from '@bimetal/api';
import { ownAssets } from './assets.ts';
import { executableProgram } from './executable-program.ts';

void run(executableProgram(ownAssets()));

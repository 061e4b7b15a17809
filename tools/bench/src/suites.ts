import { boundary } from './boundary/boundary.ts';
import { debugger_ } from './debugger/debugger.ts';
import { http } from './http/http.ts';
import { soak } from './soak/soak.ts';
import { start } from './start/start.ts';
import { store } from './store/store.ts';
import type { Suite } from './suite.ts';

/** Every suite there is. A new one is a folder with a file that exports a {@link Suite}, and a line here. */
export const suites: readonly Suite[] = [boundary, debugger_, store, soak, start, http];

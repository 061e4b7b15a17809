import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { post } from './debuggee.ts';
import { debugExecutable, debugServer } from './lldb-terminal.ts';
import { chromeProgram } from './vscode/chrome.ts';
import { describeWithVscode } from './vscode/require-vscode.ts';
import { runExecutable, runServer } from './vscode/server.ts';
import {
  controller,
  freePort,
  inVscode,
  picture,
  placeOf,
  SESSION_MS_MAX,
  storePut,
  untilServing,
} from './vscode/window.ts';
import { READ } from './vscode/workbench.ts';
import { debugExecutablePath } from './workspace.ts';

const PAGE_PORT = 4200;
const INSPECTOR_PORT = 9229;
const BUILDING_MS_MAX = 400_000;

const listing = placeOf('apps/api/src/data/data.controller.ts', 'this.data.list(');
const snapshotOpen = placeOf('native/addon/src/snapshot.rs', 'give(js', 'pub fn snapshot_open');
const readListing = placeOf('apps/ui/src/app/documents/document-listing.ts', 'new JsonScanner(answer)');
const jestTest = placeOf('libs/contract/src/routes.spec.ts', 'expect(paths.document(key)).toBe(url)');
const pageTest = placeOf('apps/ui/src/app/documents/quick-key.spec.ts', 'expect(keys.size)');
const cargoTest = placeOf('native/store/tests/poison.rs', 'let mut batch = store.batch()');

describeWithVscode('VS Code, the longer sessions', () => {
  it(
    '"Attach: TypeScript and Rust, one session" offers the running Nodes, and stops in both languages of the chosen one',
    () =>
      inVscode(async ({ workbench, dataFolder }) => {
        using server = await runServer(dataFolder);
        for (const place of [controller, storePut]) await workbench.setBreakpoint(place);
        await workbench.start('Attach: TypeScript and Rust, one session');
        await workbench.choose('A Node process to debug', String(server.pid));
        await workbench.running();
        void post(server.url, 'attached-1');
        await workbench.stoppedAt(controller);
        await workbench.press('F5');
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        await workbench.screenshot(picture('attach'));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"executable" builds it, and stops in both languages',
    () =>
      inVscode(async ({ workbench, url }) => {
        for (const place of [controller, storePut]) await workbench.setBreakpoint(place);
        await workbench.start('executable');
        await untilServing(url, undefined, BUILDING_MS_MAX);
        void post(url, 'builtone-1');
        await workbench.stoppedAt(controller);
        await workbench.press('F5');
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        await workbench.stop();
      }),
    SESSION_MS_MAX + BUILDING_MS_MAX,
  );

  it(
    '"executable, attach" offers the one that runs, and stops in both languages',
    () =>
      inVscode(async ({ workbench, dataFolder }) => {
        using server = await runExecutable(debugExecutablePath, dataFolder);
        await workbench.setBreakpoint(controller);
        await workbench.start('executable, attach');
        await workbench.choose('A Node process to debug', String(server.pid));
        await workbench.stoppedBy(() => post(server.url, 'attached-1'), controller);
        await workbench.setBreakpoint(storePut);
        await workbench.press('F5');
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        await workbench.screenshot(picture('executable-attach'));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it.each<[string, string, typeof debugServer]>([
    ['Core file: TypeScript and Rust', 'core-file', debugServer],
    ['executable, core file', 'executable-core-file', (...session) => debugExecutable(debugExecutablePath, ...session)],
  ])(
    '"%s" shows the merged stack of a core file, with the values of both languages',
    (configuration, pictureName, debug) =>
      inVscode(async ({ workbench, dataFolder }) => {
        const core = join(dataFolder, 'core');
        await debug(
          () => [
            `breakpoint set --file store.rs --line ${storePut.line}`,
            'run',
            `process save-core --style=full ${core}`,
          ],
          (url) => void post(url, 'corefile-7'),
        );
        expect(existsSync(core)).toBe(true);
        await workbench.start(configuration);
        await workbench.answer('Path of the core file', core);
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        expect(await workbench.variable('key')).toContain('"corefile-7"');
        await workbench.selectFrame(controller);
        expect(await workbench.variable('request')).toContain('Request');
        await workbench.screenshot(picture(pictureName));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"API: TypeScript and Rust, two sessions (lldb-dap)" stops in TypeScript, then in Rust, in one request',
    () =>
      inVscode(async ({ workbench, url }) => {
        await freePort(INSPECTOR_PORT);
        for (const place of [controller, storePut]) await workbench.setBreakpoint(place);
        await workbench.start('API: TypeScript and Rust, two sessions (lldb-dap)');
        await untilServing(url);
        void post(url, 'twostack-1');
        await workbench.stoppedAt(controller);
        await workbench.press('F5');
        await workbench.stoppedAt(storePut);
        await workbench.screenshot(picture('two-sessions'));
      }),
    SESSION_MS_MAX,
  );

  it(
    '"Attach: TypeScript (port 9229, npm run dev)" stops in the server there, and in the one after a restart',
    () =>
      inVscode(async ({ workbench, dataFolder }) => {
        await freePort(INSPECTOR_PORT);
        const inspected = [`--inspect=127.0.0.1:${INSPECTOR_PORT}`];
        {
          using server = await runServer(dataFolder, inspected);
          await workbench.setBreakpoint(controller);
          await workbench.start('Attach: TypeScript (port 9229, npm run dev)');
          const { answer } = await workbench.stoppedBy(() => post(server.url, 'inspectd-1'), controller);
          await workbench.screenshot(picture('attach-typescript'));
          await workbench.press('F5');
          expect(await answer).toBe(200);
        }
        await workbench.breakpointIsLost();
        using server = await runServer(dataFolder, inspected);
        await workbench.stoppedBy(() => post(server.url, 'inspectd-2'), controller);
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"Page in Chrome" stops in the TypeScript of the page',
    async () => {
      using chrome = chromeProgram();
      await freePort(PAGE_PORT);
      await inVscode(
        async ({ workbench, dataFolder, url }) => {
          using _server = await runServer(dataFolder, [], url);
          await workbench.setBreakpoint(readListing);
          await workbench.start('Page in Chrome');
          await workbench.stoppedAt(readListing);
          expect(await workbench.variable('answer')).toContain('[]');
          await workbench.screenshot(picture('page'));
          await workbench.stop();
        },
        { CHROME_PATH: chrome.path },
      );
    },
    SESSION_MS_MAX,
  );

  it(
    '"Page and API: TypeScript and Rust" stops in the server, in Rust and in the page, as the page loads',
    async () => {
      using chrome = chromeProgram();
      await freePort(PAGE_PORT);
      await inVscode(
        async ({ workbench }) => {
          for (const place of [listing, snapshotOpen, readListing]) await workbench.setBreakpoint(place);
          await workbench.start('Page and API: TypeScript and Rust');
          for (const place of [listing, snapshotOpen]) {
            await workbench.stoppedAt(place);
            await workbench.press('F5');
          }
          await workbench.stoppedAt(readListing, READ);
          await workbench.screenshot(picture('page-and-api'));
          await workbench.stop();
        },
        { CHROME_PATH: chrome.path },
      );
    },
    SESSION_MS_MAX,
  );

  it.each([
    { configuration: 'Current Jest test', place: jestTest, name: 'jest' },
    { configuration: 'Current Jest test of the page', place: pageTest, name: 'jest-page' },
  ])(
    '"$configuration" stops in the open test file',
    ({ configuration, place, name }) =>
      inVscode(async ({ workbench }) => {
        await workbench.setBreakpoint(place);
        await workbench.start(configuration);
        await workbench.stoppedAt(place);
        await workbench.screenshot(picture(name));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"Current cargo test" stops in the open test file',
    () =>
      inVscode(async ({ workbench }) => {
        await workbench.setBreakpoint(cargoTest);
        await workbench.start('Current cargo test');
        await workbench.answer('Run the tests whose name contains this', '');
        await workbench.stoppedAt(cargoTest);
        expect(await workbench.variable('number')).toMatch(/number/);
        await workbench.screenshot(picture('cargo-test'));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );
});

import { post } from './debuggee.ts';
import { describeWithVscode } from './vscode/require-vscode.ts';
import {
  behindPut,
  bindings,
  controller,
  inVscode,
  picture,
  placeOf,
  SESSION_MS_MAX,
  storePut,
  untilServing,
} from './vscode/window.ts';

const storePutEntry = placeOf('native/addon/src/store.rs', 'export(env', 'pub fn store_put');

/** The sessions that most people start; vscode.full.spec.ts has the others. */
describeWithVscode('VS Code', () => {
  it(
    '"API: TypeScript and Rust, one session" stops in both languages in one request, steps across and back, and evaluates',
    () =>
      inVscode(async ({ workbench, url }) => {
        for (const place of [controller, bindings]) await workbench.setBreakpoint(place);
        await workbench.start('API: TypeScript and Rust, one session');
        await untilServing(url);

        void post(url, 'steps-on-1');
        await workbench.stoppedAt(controller);
        expect(await workbench.variable('request')).toContain('Request {');
        await workbench.screenshot(picture('one-session-typescript'));
        await workbench.press('F5');
        await workbench.stoppedAt(bindings);
        await workbench.press('F11');
        await workbench.stoppedAt(storePutEntry);
        expect(await workbench.variable('store')).toContain('Raw');
        await workbench.screenshot(picture('one-session-step-into-rust'));
        await workbench.press('Shift+F11');
        await workbench.stoppedAt(behindPut);
        await workbench.press('F5');

        await workbench.setBreakpoint(storePut);
        void post(url, 'bothmtls-1');
        await workbench.stoppedAt(controller);
        await workbench.press('F5');
        await workbench.stoppedAt(bindings);
        await workbench.press('F5');
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        expect(await workbench.variable('key')).toContain('"bothmtls-1"');
        await workbench.screenshot(picture('one-session-rust'));
        await workbench.selectFrame(controller);
        expect(await workbench.variable('request')).toContain('Request {');
        await workbench.evaluate('request.params["*"].toUpperCase()', /^"BOTHMTLS-1"/);
        await workbench.screenshot(picture('one-session'));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"executable, quick" stops in both languages of the one file, steps across, and evaluates',
    () =>
      inVscode(async ({ workbench, url }) => {
        for (const place of [controller, bindings]) await workbench.setBreakpoint(place);
        await workbench.start('executable, quick');
        await untilServing(url);

        void post(url, 'thisfile-1');
        await workbench.stoppedAt(controller);
        expect(await workbench.variable('request')).toContain('Request {');
        await workbench.press('F5');
        await workbench.stoppedAt(bindings);
        await workbench.press('F11');
        await workbench.stoppedAt(storePutEntry);
        await workbench.setBreakpoint(storePut);
        await workbench.press('F5');
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        expect(await workbench.variable('key')).toContain('"thisfile-1"');
        await workbench.screenshot(picture('executable'));
        await workbench.selectFrame(controller);
        expect(await workbench.variable('request')).toContain('Request {');
        await workbench.evaluate('request.params["*"].toUpperCase()', /^"THISFILE-1"/);
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"API: TypeScript" stops in TypeScript',
    () =>
      inVscode(async ({ workbench, url }) => {
        for (const place of [controller, storePut]) await workbench.setBreakpoint(place);
        await workbench.start('API: TypeScript');
        await untilServing(url);
        void post(url);
        await workbench.stoppedAt(controller);
        expect(await workbench.variable('request')).toContain('Request');
        await workbench.screenshot(picture('typescript'));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );

  it(
    '"API: Rust, with the ts commands" stops in Rust, with TypeScript in its stack and in `ts bt`',
    () =>
      inVscode(async ({ workbench, url }) => {
        await workbench.setBreakpoint(storePut);
        await workbench.start('API: Rust, with the ts commands');
        await untilServing(url);
        void post(url);
        await workbench.stoppedAt(storePut);
        await workbench.stackHas(controller);
        await workbench.evaluate('`ts bt', new RegExp(`data\\.controller\\.ts:${controller.line}`));
        await workbench.screenshot(picture('rust-with-ts-commands'));
        await workbench.stop();
      }),
    SESSION_MS_MAX,
  );
});

import type { ExecutorContext } from '@nx/devkit';
import { watch as watchFiles } from 'chokidar';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cargoProject, type CargoProject } from '../../cargo/project.ts';
import { build } from '../build/build.ts';
import { reportingErrors } from '../reporting-errors.ts';
import { Edits } from './edits.ts';
import type { WatchOptions } from './options.ts';
import { RebuildLoop } from './rebuild-loop.ts';
import { stopRequest } from './stop-request.ts';
import { isIgnored, isManifest, watchedPaths } from './watched-paths.ts';

/** Keeps an addon built until it is told to stop. A build that fails is reported, and the next edit tries again. */
export default function watchExecutor(given: WatchOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    // Cargo.lock follows an edit of a manifest: refusing that would end every session in which a dependency is added.
    const options = { locked: false, ...given };
    const stop = stopRequest();
    let project = await cargoProject(context);

    let roots = watchedPaths(project, process.env);
    const written = [project.targetDir, project.buildDir, join(project.crateRoot, options.outputDir ?? 'dist')];
    const watcher = watchFiles(roots, {
      ignoreInitial: true,
      ignored: (path) => isIgnored(path, roots, written),
    });
    const edits = new Edits();
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    // A file may be told of although its content is still the one that the first build reads.
    for (const [folder, names] of Object.entries(watcher.getWatched()))
      for (const name of names) edits.isNew(join(folder, name));

    let manifestsChanged = false;
    const rebuild = async () => {
      if (manifestsChanged) {
        manifestsChanged = false;
        project = await cargoProject(context);
        roots = watchedPaths(project, process.env);
        watcher.add(roots);
      }
      await buildOnce(options, project, stop);
    };
    const loop = new RebuildLoop(
      () => reportingErrors(async () => (await rebuild(), true)).then(() => undefined),
      options.settleMs ?? 100,
    );
    watcher.on('all', (_event, path) => {
      if (!edits.isNew(path)) return;
      manifestsChanged ||= isManifest(path);
      loop.request();
    });

    console.log(`Watching ${project.crate.name} and the crates it is compiled from.`);
    loop.request();
    await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.all([watcher.close(), loop.stop()]);
    return true;
  });
}

/** One line for each result: what was built, or that the old one stays, and how long it took. */
async function buildOnce(options: WatchOptions, project: CargoProject, stop: AbortSignal): Promise<void> {
  const started = performance.now();
  const { success, changed, artifacts } = await build(options, project, stop);
  if (stop.aborted) return;
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const what = artifacts.map(({ path, facts }) => `${path} (build id ${facts.buildId ?? 'absent'})`).join(', ');
  if (!success) console.log(`Build failed after ${took}; the last good build stays. Waiting for the next edit.`);
  else console.log(`${changed ? 'Built' : 'Unchanged:'} ${what || project.crate.name} in ${took}.`);
}

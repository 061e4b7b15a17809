import { createProjectGraphAsync } from '@nx/devkit';
import { HashPlanInspector } from 'nx/src/hasher/hash-plan-inspector';

import { workspaceRoot } from '@bimetal/setup/workspace';

/** What Nx hashes for a target that tests. Files from the root of the workspace. */
export type TestInputs = { id: string; root: string; files: string[]; variables: string[] };

/** Of every target whose result Nx keeps. */
export async function testInputs(): Promise<TestInputs[]> {
  const graph = await createProjectGraphAsync();
  const inspector = new HashPlanInspector(graph, workspaceRoot);
  await inspector.init();
  return Object.entries(graph.nodes).flatMap(([project, { data }]) =>
    ['test', 'e2e'].flatMap((target) => {
      if (data.targets?.[target]?.cache !== true) return [];
      const id = `${project}:${target}`;
      const inputs = inspector.inspectTaskInputs({ project, target })[id];
      return inputs ? [{ id, root: data.root, files: inputs.files, variables: inputs.environment }] : [];
    }),
  );
}

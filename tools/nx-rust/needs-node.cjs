'use strict';

/** Throws one sentence unless Node runs TypeScript as it is. */
exports.needsNode = function needsNode(plugin, major) {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) >= major) return;
  throw new Error(
    `${plugin} needs Node ${major} or newer to run Nx with, and this is ${node}: install it, or have npm do so for this workspace (npm install --save-dev node@${major}) and start Nx with npx.`,
  );
};

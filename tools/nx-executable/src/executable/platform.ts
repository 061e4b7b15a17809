/** A machine in Node's words, such as `linux-x64`. */
export function hostPlatform(): string {
  return `${process.platform}-${process.arch}`;
}

export const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** Throws unless an executable for `asked` can be made where `host` and the C library `libc` are. */
export function checkPlatform(asked: string | undefined, host: string, libc: 'gnu' | 'musl' | undefined): void {
  if (asked !== undefined && asked !== host) {
    throw new Error(
      `This is ${host}, and an executable for ${asked} is built on ${asked}: the Node and the addon inside it are those of the machine that builds.`,
    );
  }
  if (!PLATFORMS.includes(host)) {
    throw new Error(`Executables are not built on ${host}, only on ${PLATFORMS.join(', ')}.`);
  }
  if (libc === 'musl') {
    throw new Error('Executables for Linux need glibc, and this Node was built for musl.');
  }
}

/** The C library of the Node that runs us; undefined where there is only one. */
export function hostLibc(): 'gnu' | 'musl' | undefined {
  if (process.platform !== 'linux') return undefined;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
}

/** What napi calls the machine in the name of an addon's file. */
export function napiSuffix(): string {
  const abi = { linux: '-gnu', win32: '-msvc' }[process.platform as string] ?? '';
  return `${hostPlatform()}${abi}`;
}

export function withExtension(file: string): string {
  return process.platform === 'win32' ? `${file}.exe` : file;
}

/** `--build-sea` came with Node 25.5. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 25 || (major === 25 && minor >= 5)) return;
  throw new Error(
    `Node ${version} cannot write executables: --build-sea needs Node 25.5 or newer. Run Nx with such a Node (\`npx nx\` takes the one that the workspace has installed).`,
  );
}

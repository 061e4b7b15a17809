/**
 * The files to keep that one line of cargo's `--message-format json` names: programs, and libraries that something
 * other than cargo loads. What was built for other packages, and `.rlib` files, stay in target/.
 */
export function producedFiles(line: string, manifestPath: string): string[] {
  const message = parse(line);
  if (message?.reason !== 'compiler-artifact' || message.manifest_path !== manifestPath) return [];
  const kinds = message.target?.kind ?? [];
  if (kinds.includes('bin')) return message.executable ? [message.executable] : [];
  if (!kinds.some((kind) => LOADED.includes(kind))) return [];
  return (message.filenames ?? []).filter((file) => !/\.(rlib|rmeta|d)$/.test(file));
}

const LOADED = ['cdylib', 'dylib', 'staticlib'];

interface ArtifactMessage {
  reason?: string;
  manifest_path?: string;
  target?: { kind?: string[] };
  executable?: string | null;
  filenames?: string[];
}

/** A build script may print anything, so a line that is no message is none of ours. */
function parse(line: string): ArtifactMessage | undefined {
  try {
    return JSON.parse(line) as ArtifactMessage;
  } catch {
    return undefined;
  }
}

/** Where an export goes: a file that is whole or not there. */
export interface SavedFile {
  write(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  /** Leaves the file as it was before. */
  abort(): Promise<void>;
}

interface PickerOptions {
  readonly suggestedName: string;
}

type Picker = (options: PickerOptions) => Promise<{ createWritable(): Promise<SavedFile> }>;

/** Whether the browser lets a page write a file that the person chooses. */
export function canPickFile(): boolean {
  return typeof (globalThis as { showSaveFilePicker?: unknown }).showSaveFilePicker === 'function';
}

/** Asks for a file to write; undefined where the person wants none. */
export async function pickFile(suggestedName: string): Promise<SavedFile | undefined> {
  const { showSaveFilePicker } = globalThis as unknown as { showSaveFilePicker: Picker };
  try {
    return await (await showSaveFilePicker({ suggestedName })).createWritable();
  } catch (error) {
    if ((error as Error).name === 'AbortError') return undefined;
    throw error;
  }
}

/** Has the browser save something of a link under a name. */
export function saveLink(document: Document, href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}

/** Has the browser save a text that is there. */
export function saveBlob(document: Document, blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  saveLink(document, url, name);
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The few parts of VS Code's API that the extension uses. The real declarations are larger than the extension. */
declare module 'vscode' {
  export interface Disposable {
    dispose(): void;
  }
  export interface ExtensionContext {
    readonly subscriptions: Disposable[];
    readonly extensionPath: string;
  }
  export interface QuickPickItem {
    label: string;
    description?: string;
    detail?: string;
  }
  export class DebugAdapterExecutable {
    constructor(command: string, args?: string[], options?: { env?: Record<string, string> });
  }
  export interface DebugAdapterDescriptorFactory {
    createDebugAdapterDescriptor(): DebugAdapterExecutable;
  }
  export interface DebugConfiguration {
    type: string;
    request: string;
    name: string;
    [key: string]: unknown;
  }
  export interface DebugConfigurationProvider {
    resolveDebugConfiguration?(folder: unknown, configuration: DebugConfiguration): DebugConfiguration | undefined;
  }
  export const debug: {
    registerDebugAdapterDescriptorFactory(type: string, factory: DebugAdapterDescriptorFactory): Disposable;
    registerDebugConfigurationProvider(type: string, provider: DebugConfigurationProvider): Disposable;
  };
  export const commands: {
    registerCommand(command: string, callback: () => unknown): Disposable;
  };
  export const window: {
    showQuickPick<T extends QuickPickItem>(
      items: T[],
      options: { placeHolder: string; matchOnDescription: boolean; matchOnDetail: boolean },
    ): Promise<T | undefined>;
  };
}

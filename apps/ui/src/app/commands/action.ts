/** Something that a person can do, by the command palette or by its keys. */
export interface Action {
  readonly name: string;
  readonly icon: string;
  /** Where it belongs: a heading of the sheet of shortcuts. */
  readonly group: string;
  /**
   * One key, as `KeyboardEvent.key` calls it, or two that are pressed after each other: `n`, `?`, `g d`. They are single letters, since the
   * browser and the system have taken nearly all that go with Ctrl, Alt and Cmd.
   */
  readonly keys?: string;
  /** Whether it can be done now. Without it, always. */
  readonly isOn?: () => boolean;
  readonly run: () => void;
}

/** Whether the action can be done now. */
export function isOn(action: Action): boolean {
  return action.isOn?.() ?? true;
}

/** Nx prints an executor's exception with the stack of the executor, which tells the user of a missing tool nothing. */
export async function reportingErrors(action: () => Promise<boolean>): Promise<{ success: boolean }> {
  try {
    return { success: await action() };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { success: false };
  }
}

export {};

declare global {
  interface Window {
    /** The packages of JupyterLab that have been fetched, and what runs them. */
    _JUPYTERLAB?: Record<string, { init?(): void; get(module: string): Promise<() => unknown> } | undefined>;
    /** Says where the page's kernel is asked for. */
    footwatch_kernel(address: string): void;
    // Called by scripts that Voilà writes into the page.
    voila_heartbeat(): void;
    voila_process(index: number, count: number): void;
    update_loading_text(index: number, count: number, text?: string): void;
    display_cells(): void;
    voila_finish(): void;
  }
}

/** The page's side of the boundary with VS Code: typed messages out, and the little that outlives a hidden page. */

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<Out> {
  post(message: Out): void;
  /** A choice of view (axis, kind of insertion) that the page remembers while it is hidden or reloaded. */
  recall(key: string): string | undefined;
  remember(key: string, value: string): void;
}

/** Can be called once in a page's life, as VS Code allows it. */
export function connectHost<Out>(): Host<Out> {
  const api = acquireVsCodeApi();
  const saved = api.getState();
  let memory: Record<string, unknown> = typeof saved === 'object' && saved !== null ? { ...saved } : {};
  return {
    post: (message) => api.postMessage(message),
    recall: (key) => {
      const value = memory[key];
      return typeof value === 'string' ? value : undefined;
    },
    remember: (key, value) => {
      memory = { ...memory, [key]: value };
      api.setState(memory);
    },
  };
}

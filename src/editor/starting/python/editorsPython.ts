/** The Python that a person chose in the Python extension, where that is installed. Nothing of it is required. */
import * as vscode from 'vscode';

const PYTHON_EXTENSION = 'ms-python.python';

/** A program or the folder of an environment; null where there is no such extension, or it has chosen none. */
export async function editorsPython(resource: vscode.Uri): Promise<string | null> {
  const extension = vscode.extensions.getExtension<unknown>(PYTHON_EXTENSION);
  if (!extension) return null;
  try {
    return await chosenIn(await extension.activate(), resource);
  } catch {
    // Whatever ails another extension, a Python is looked for without it.
    return null;
  }
}

async function chosenIn(api: unknown, resource: vscode.Uri): Promise<string | null> {
  const environments = fieldOf(api, 'environments');
  const active = await callOf(environments, 'getActiveEnvironmentPath', resource);
  const resolved = await callOf(environments, 'resolveEnvironment', active);
  const program = fieldOf(fieldOf(fieldOf(resolved, 'executable'), 'uri'), 'fsPath');
  // What cannot be resolved may still be a folder, or a name.
  return textOf(program) ?? textOf(fieldOf(active, 'path'));
}

/** Another extension's interface is known by its documentation alone, so each step is looked at. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

async function callOf(target: unknown, name: string, argument: unknown): Promise<unknown> {
  const method = fieldOf(target, name);
  return typeof method === 'function' ? ((await method.call(target, argument)) as unknown) : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

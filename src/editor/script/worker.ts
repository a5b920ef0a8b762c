/**
 * A thread of its own for what reads source text (dist/script-worker.js): a file of 50,000 lines takes seconds, in which
 * the extension host, and with it every other extension, must go on.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { createScriptParser, type ScriptParser } from '../../script';
import type { Answer, Task, TaskResult } from './workerTasks';

const parser = createScriptParser((file) => readFile(path.join(__dirname, file)));

parentPort?.on('message', (task: Task) => {
  void answer(task).then((given) => parentPort?.postMessage(given));
});

async function answer(task: Task): Promise<Answer> {
  try {
    return { ok: true, result: perform(await parser, task) };
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, message, stack };
  }
}

function perform(given: ScriptParser, task: Task): TaskResult {
  switch (task.what) {
    case 'sites':
      return given.findSites(task.text, task.language);
    case 'insertion':
      return given.planInsertion(task.text, task.language, task.request, task.siteHint);
    case 'replacement':
      return given.planReplacement(task.text, task.language, task.request, task.siteHint);
  }
}

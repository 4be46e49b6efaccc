import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { moduleSuffix } from '../../../env/package_root.ts';
import type { Work } from '../../../learn/tfjs/work.ts';
import { type Answer, type BridgeData, type Started, WORD } from './protocol.ts';

/*
 * Between a thread that stands still until its work is done, and the process that does it, which needs somebody to
 * listen to it.
 */

const LONGEST_START_MS = 60_000;

const { port, words, start, mostBytesHeld }: BridgeData = workerData;
let gpu: { readonly child: ChildProcess; readonly started: Started } | undefined = await startProcess();
parentPort?.postMessage(gpu.started);
if ('refused' in gpu.started) gpu.child.disconnect();

port.on('message', async (work: Work) => {
  port.postMessage(await answer(work).catch((error: unknown): Answer => ({ lost: String(error) })));
  Atomics.store(words, WORD.answered, 1);
  Atomics.notify(words, WORD.answered);
});

// Whoever gave work is gone, or has enough. The thread ends when its process has, which it has to see: nobody else would.
port.once('close', () => gpu?.child.kill('SIGKILL'));

async function answer(work: Work): Promise<Answer> {
  gpu ??= await startProcess();
  const { child, started } = gpu;
  if ('refused' in started) return { lost: started.refused };
  const answered = await reply<Answer>(child, work);
  if ('ended' in answered) return { lost: answered.ended };
  if ('results' in answered && answered.bytesHeld > mostBytesHeld) {
    child.disconnect();
    gpu = undefined;
  }
  return answered;
}

async function startProcess() {
  const child = fork(new URL(`./gpu_process${moduleSuffix}`, import.meta.url), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [], // what this process was started with may be a program of its own: node -e …
  });
  Atomics.store(words, WORD.pid, child.pid ?? 0);
  const said = lastWords(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_START_MS);
  const started = await reply<Started>(child, start);
  clearTimeout(timer);
  if ('ended' in started) return { child, started: { refused: [started.ended, said()].filter(Boolean).join(': ') } };
  if ('refused' in started)
    return { child, started: { refused: [said(), started.refused].filter(Boolean).join('; ') } };
  return { child, started };
}

/** What the process answers, or how it ended before it could. */
async function reply<Message>(child: ChildProcess, question: object): Promise<Message | { readonly ended: string }> {
  const over = new AbortController();
  const { signal } = over;
  const ended = async () => {
    const [code, by] =
      child.exitCode === null && child.signalCode === null
        ? await once(child, 'exit', { signal })
        : [child.exitCode, child.signalCode];
    return { ended: `its process ended by ${by ?? `exit code ${code}`}` };
  };
  try {
    const first = Promise.race([once(child, 'message', { signal }).then(([message]) => message), ended()]);
    // A channel that is closed is an end that is reported as one.
    child.send(question, () => {});
    return await first;
  } finally {
    over.abort();
  }
}

/** The last line that libraries printed: a driver that cannot be loaded is named there and nowhere else. */
function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-4000);
  });
  return () =>
    text
      .match(/^.*\b(?:error|warning|couldn't)\b.*$/im)?.[0]
      .replace(/^\w+: /, '')
      .trim() ?? '';
}

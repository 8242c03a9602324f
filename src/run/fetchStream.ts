import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { AgentClient } from './agentClient';

/** A file of a job's folder, by its name in the protocol. */
export interface FetchedFile {
  readonly job: string;
  readonly path: string;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Reads a file of a job's folder as it arrives, whole or not at all. `write` may hold it back by what it returns, and
 * keeps nothing of the bytes themselves.
 */
export async function receive(
  agent: AgentClient,
  from: FetchedFile,
  options: FetchOptions,
  write: (bytes: Uint8Array) => Promise<void> | undefined,
): Promise<void> {
  let received = 0;
  let size = 0;
  let give = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      let asked: Promise<void> = Promise.resolve();
      const stream = agent.link.receive({
        keepsNothing: true,
        data: (bytes) => {
          received += bytes.length;
          options.progress?.(received, size);
          return write(bytes);
        },
        // The answer with the size was sent before the bytes, but is told of no earlier than they are.
        end: () => void asked.then(resolve, reject),
        failed: reject,
      });
      give = () => {
        stream.reset();
        reject(new FarcallError('cancelled', t('The download was cancelled.')));
      };
      options.signal?.addEventListener('abort', give, { once: true });
      asked = agent.fetch({ ...from, offset: 0, stream: stream.id }).then((whole) => {
        size = whole;
      });
      asked.catch(reject);
    });
    if (received !== size) {
      throw new FarcallError(
        'protocol',
        t('{0} has {1} bytes on the host, of which {2} arrived.', from.path, size, received),
      );
    }
  } finally {
    options.signal?.removeEventListener('abort', give);
  }
}

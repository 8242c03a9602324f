import { deflateSync } from 'node:zlib';
import type { Bundle } from '../pack/bundle';
import type { AgentLink } from '../ship/link';
import { AgentClient } from './agentClient';

/** What a run would still have to send. */
export interface Lacking {
  readonly files: number;
  /** Before compression. */
  readonly bytes: number;
  /** Contents that the host lacks. */
  readonly contents: ReadonlySet<string>;
}

/**
 * Asks a host what it lacks of a bundle. It is told the manifest, which it keeps in its cache like any other: no file
 * is sent and no job is made.
 */
export async function lackingOn(link: AgentLink, bundle: Bundle): Promise<Lacking> {
  const agent = new AgentClient(link);
  const stream = link.send();
  const answer = agent.put({ bundle: bundle.id, base: null, stream: stream.id });
  const sent = stream.write(deflateSync(bundle.text)).then(() => stream.end());
  const [wanted] = await Promise.all([answer, sent]);
  const had = new Map(wanted.map(({ sha256, have }) => [sha256, have]));
  let bytes = 0;
  for (const { sha256, size } of new Map(bundle.files.map((file) => [file.sha256, file])).values())
    bytes += had.has(sha256) ? size - Math.min(size, had.get(sha256) ?? 0) : 0;
  const files = bundle.files.filter(({ sha256 }) => had.has(sha256)).length;
  return { files, bytes, contents: new Set(had.keys()) };
}

// @ts-check
// What must be there beforehand: Node 20 with npm, and Python 3.8.
import { collect, ScriptError } from './process.mjs';

const oldestNode = 20;
const probe = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 8))';

export function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return;
  throw new ScriptError(
    `Farcall needs Node ${oldestNode} or newer; this is ${process.version}. Get it at https://nodejs.org.`,
  );
}

/** @returns {Promise<string>} the first Python on PATH that is new enough */
export async function requirePython() {
  const seen = [];
  for (const name of ['python3', 'python']) {
    try {
      const { status, output } = await collect(name, ['-c', probe]);
      if (status === 0) return name;
      seen.push(`${name} is ${output}`);
    } catch {
      seen.push(`${name} is not on PATH`);
    }
  }
  throw new ScriptError(`Farcall needs Python 3.8 or newer (${seen.join(', ')}). Install one and run this again.`);
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const filler = '# A line of the size that lines of source have, so that files weigh what files weigh.\n'.repeat(60);

/** A project of so many files, whose entry imports five of them. Nothing in it is third-party. */
export async function writeProject(folder: string, files: number): Promise<void> {
  const write = async (name: string, text: string): Promise<void> => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await write('.git/HEAD', 'ref: refs/heads/main\n');
  await write('lab/__init__.py', '');
  for (let i = 0; i < files; i += 1) await write(`lab/m${i}.py`, `VALUE = ${i}\n${filler}`);
  const imports = [0, 1, 2, 3, 4].map((i) => `from lab import m${i}\n`).join('');
  await write(
    'entry.py',
    `${imports}\n\ndef f():\n    print("first output")\n    return m0.VALUE + m4.VALUE\n\n\nif __name__ == "__main__":\n    f()\n`,
  );
}

// `npm run pictures [-- --out FOLDER] [--theme NAME]… [--zoom FACTOR] [WORD…]`: what a person sees of Farcall, each surface
// in each theme and at both zooms, or those whose name contains a word. README's are `overview --theme light --zoom 1.25`.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, ScriptError } from '../../scripts/process.mjs';
import { sciencePython } from '../ui/sciencePython';
import type { ThemeName } from '../ui/themes';
import { Stage, type Zoom } from './stage';
import { endRuns, runs, surfaces, type Surface } from './surfaces';

const allThemes: readonly ThemeName[] = ['light', 'dark', 'contrast', 'contrastLight'];
const allZooms: readonly Zoom[] = [1, 2];

void main(async () => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      out: { type: 'string', default: 'test-output/pictures' },
      theme: { type: 'string', multiple: true },
      zoom: { type: 'string' },
    },
  });
  const folder = path.resolve(root, values.out);
  const themes = allThemes.filter((name) => values.theme?.includes(name) ?? true);
  const zooms = values.zoom === undefined ? allZooms : [Number(values.zoom)].filter((zoom) => zoom >= 1 && zoom <= 2);
  const wanted = surfaces.filter(
    ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
  );
  if (themes.length * zooms.length * wanted.length === 0)
    throw new ScriptError('There is nothing of that name to show.');
  const python = await sciencePython();
  if (python === undefined) throw new ScriptError('Its runs need pandas and the like, which cannot be installed here.');
  mkdirSync(folder, { recursive: true });
  const stage = await Stage.open(python);
  const failed: string[] = [];
  /** Each surface in each look. One that does not come up is told, and those after it are taken all the same. */
  const take = async (some: readonly Surface[]): Promise<void> => {
    for (const theme of themes) {
      if (some.length > 0) await stage.theme(theme);
      for (const zoom of zooms) {
        await stage.zoom(zoom);
        for (const surface of some) {
          const name = `${surface.name}-${theme}-${Math.round(100 * zoom)}`;
          try {
            await stage.tidy();
            await surface.show(stage, zoom);
          } catch (error) {
            console.log(`${name} did not come up: ${String(error).slice(0, 600)}`);
            failed.push(`${name}: ${String(error)}`);
          }
          await stage.picture(path.join(folder, `${name}.png`));
          await surface.leave?.(stage).catch((error: unknown) => failed.push(`after ${name}: ${String(error)}`));
        }
      }
    }
  };
  try {
    await take(wanted.filter(({ fresh }) => fresh));
    const rest = wanted.filter(({ fresh }) => !fresh);
    if (rest.length > 0) {
      await stage.zoom(1);
      for (const [file, name, end] of runs) await stage.run(file, name, end);
      await take(rest);
    }
  } finally {
    await endRuns(stage).catch((error: unknown) => failed.push(String(error)));
    await stage.close();
  }
  console.log(`${wanted.length * themes.length * zooms.length} pictures are in ${folder}`);
  if (failed.length > 0) throw new ScriptError(`Not all came up:\n${failed.join('\n')}`);
});

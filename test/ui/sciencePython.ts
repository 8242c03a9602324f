import { pythonWith } from '../../scripts/pythonTools.mjs';
import { findPythons } from '../python/pythons';

const libraries = ['numpy==2.2.6', 'pandas==2.2.3', 'polars==1.30.0', 'matplotlib==3.10.3', 'pyarrow==20.0.0'];

/** A Python with the libraries whose values are shown; undefined where they cannot be installed. */
export async function sciencePython(): Promise<string | undefined> {
  const base = (await findPythons()).find(({ minor }) => minor === 11);
  return base && (await pythonWith('display-3.11', base.path, libraries));
}

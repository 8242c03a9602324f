import path from 'node:path';
import { findWorkspace } from '../inspect/sources';
import type { Target as TypedTarget } from './commandLine';

/** What is to run, with absolute paths. */
export interface Target {
  readonly file: string;
  readonly qualname: string | undefined;
  readonly workspace: string;
}

export function locate(target: TypedTarget, currentFolder: string): Target {
  const file = path.resolve(currentFolder, target.file);
  return { file, qualname: target.qualname, workspace: findWorkspace(file) };
}

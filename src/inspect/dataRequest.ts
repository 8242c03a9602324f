import type { DataFile, Note, Place, Question } from './closure';
import type { DataMentions } from './dataMentions';
import type { NamedPath } from './dataNames';
import type { DataPlace } from './dataWeighing';
import type { TravelRules } from './travelRules';
import type { Turns } from './turns';

/** Paths that one module names, or the text of the arguments. */
export interface NamedIn {
  /** Absolute path of the module; undefined for the arguments. */
  readonly file: string | undefined;
  readonly paths: readonly NamedPath[];
}

/** A folder of the project and where it lies in the bundle (empty for the workspace itself). */
export interface PlacedFolder {
  readonly absolute: string;
  readonly path: string;
}

export interface DataRequest {
  readonly named: readonly NamedIn[];
  /** What only statements name that the entry does not need: it is no reason to ask about large data. */
  readonly idle: readonly NamedIn[];
  readonly workspace: string;
  /** The folder of the entry's file. */
  readonly entryFolder: string;
  /** Bundle paths of what travels as code. */
  readonly code: ReadonlySet<string>;
  readonly rules: TravelRules;
  /** Bytes up to which data travels without a question. */
  readonly largest: number;
  readonly mentions: DataMentions;
  readonly turns: Turns;
  /** Where the bundle has a file of the project. */
  pathOf(absolute: string): string;
  placeOf(absolute: string, line: number): Place;
  packageFolder(name: string): PlacedFolder | undefined;
}

export interface FoundData {
  readonly data: readonly DataFile[];
  readonly files: readonly DataPlace[];
  /** Folders that the job must find though no file travels in them, as bundle paths. */
  readonly folders: readonly string[];
  readonly notes: readonly Note[];
  readonly questions: readonly Question[];
}

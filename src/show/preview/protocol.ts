import { z } from 'zod';

/** The messages between the editor and the page of "Preview What Will Be Sent". The page is built from these alone. */

/** A path of the bundle and a 1-based line; in a notebook that of a code cell. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly cell?: number;
}

export interface PreviewFile {
  readonly path: string;
  readonly size: number;
  readonly role: 'entry' | 'module' | 'compiled' | 'data' | 'included';
  readonly because: string;
  /** What names it; following it from file to file leads to the entry. */
  readonly from: Place | undefined;
  /** Whether the host lacks its content; undefined while that is not known. */
  readonly travels: boolean | undefined;
}

export interface PreviewData {
  readonly path: string;
  readonly folder: boolean;
  readonly size: number;
  readonly count: number;
  readonly because: string;
  readonly from: Place | undefined;
  readonly state: 'sent' | 'asked' | 'held' | 'on-host' | 'secret';
  /** It looks like one, and goes only where the person chose so. */
  readonly secret: boolean;
  /** What the person decided; undefined where the rules did. */
  readonly choice: 'send' | 'hold' | undefined;
}

export interface PreviewStatement {
  /** Identifies it in messages. */
  readonly key: string;
  readonly line: number;
  readonly cell: number | undefined;
  /** Its source, line by line. */
  readonly lines: readonly string[];
  readonly kept: boolean;
  readonly because: string;
  readonly certain: boolean;
  readonly chosen: boolean;
  /** Whether it defines the entry, which nobody can leave out. */
  readonly entry: boolean;
}

export interface PreviewNote {
  readonly at: Place;
  readonly message: string;
  readonly include: string | undefined;
}

export interface PreviewMissing {
  readonly name: string;
  readonly at: Place;
  readonly optional: boolean;
  /** A glob that would bring it. */
  readonly include: string | undefined;
}

export type PreviewQuestion =
  | { readonly kind: 'large-data'; readonly path: string; readonly text: string; readonly from: Place | undefined }
  | { readonly kind: 'undecidable-slice'; readonly text: string; readonly from: Place };

/** What the host has of it. */
export type PreviewHost =
  | { readonly state: 'none' }
  | { readonly state: 'asking'; readonly name: string }
  | {
      readonly state: 'known';
      readonly name: string;
      /** Where the name is `auto`: the host that it chose, and why. */
      readonly chosen?: { readonly host: string; readonly because: string } | undefined;
      readonly files: number;
      readonly bytes: number;
    }
  | { readonly state: 'failed'; readonly name: string; readonly message: string };

/** All that a call needs, as it is shown. */
export interface PreviewContent {
  readonly label: string;
  readonly args: string;
  /** The entry's file. */
  readonly file: string;
  readonly line: number;
  readonly files: readonly PreviewFile[];
  /** Files and bytes of the whole bundle, data included. */
  readonly total: number;
  readonly bytes: number;
  readonly data: readonly PreviewData[];
  readonly secrets: readonly PreviewData[];
  readonly statements: readonly PreviewStatement[];
  readonly thirdParty: readonly { readonly name: string; readonly version: string | undefined }[];
  readonly missing: readonly PreviewMissing[];
  readonly notes: readonly PreviewNote[];
  readonly questions: readonly PreviewQuestion[];
}

export type EditorToPreview =
  /** Which call is shown, to be kept with the page's state. */
  | { readonly type: 'call'; readonly call: KeptCall }
  | { readonly type: 'content'; readonly content: PreviewContent; readonly host: PreviewHost }
  /** It cannot be inspected as it stands; what was shown last stays below it. */
  | { readonly type: 'problem'; readonly message: string; readonly at: Place | undefined };

const path = z.string().min(1);
const keptCallSchema = z.discriminatedUnion('kind', [
  /** A function, a cell, lines or a whole file, with the arguments that were given last. */
  z.object({ kind: z.literal('place'), file: path, qualname: z.string().min(1).optional() }),
  /** What a job called. */
  z.object({
    kind: z.literal('job'),
    label: z.string(),
    file: path,
    /** Empty for a whole file. */
    qualname: z.string(),
    args: z.string(),
    argv: z.array(z.string()),
    workspace: path,
    host: z.string().min(1),
  }),
]);
/** A call as the page's state keeps it: all that is needed to inspect it again after the window was loaded anew. */
export type KeptCall = z.infer<typeof keptCallSchema>;

/** The call in what a page kept; undefined where that is none. */
export function keptCallOf(state: unknown): KeptCall | undefined {
  return z.object({ call: keptCallSchema }).safeParse(state).data?.call;
}

export const previewToEditorSchema = z.discriminatedUnion('type', [
  /** The page is loaded (again) and knows nothing. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('run') }),
  z.object({ type: z.literal('copy') }),
  /** Asks the host again, and this time the person where it takes one. */
  z.object({ type: z.literal('askHost') }),
  z.object({ type: z.literal('chooseHost') }),
  z.object({
    type: z.literal('open'),
    path,
    line: z.number().int().positive().optional(),
    cell: z.number().int().positive().optional(),
  }),
  /** Null takes back what was chosen. */
  z.object({ type: z.literal('statement'), key: z.string().min(1), choice: z.enum(['keep', 'leave']).nullable() }),
  z.object({ type: z.literal('path'), path, choice: z.enum(['send', 'hold']).nullable() }),
  z.object({ type: z.literal('undecidable'), choice: z.enum(['whole', 'slice']) }),
  /** Adds a glob to the workspace's `farcall.include`. */
  z.object({ type: z.literal('include'), glob: z.string().min(1) }),
]);
export type PreviewToEditor = z.infer<typeof previewToEditorSchema>;

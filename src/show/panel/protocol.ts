import { z } from 'zod';
import { errorActionNames, type ErrorAction } from '../errorActions';
import type { JobState } from '../../contract/jobStates';
import type { Artifact, Cause, Frame, Previews } from '../../contract/lines';
import type { Details } from './details';
import type { PageMenuItem } from './pageMenu';

/** The messages between the editor and the panel's page. The page is built from these alone. */

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** When it was printed, in milliseconds since the epoch, where that is known. */
  readonly time?: number;
}

/** A next step that suits a failure; the most useful is first. */
export interface Step {
  readonly action: ErrorAction;
  readonly title: string;
}

/** How a job ended, or why it could not be run. */
export type Outcome =
  | {
      readonly kind: 'value';
      /** Undefined where a whole file ran: it has no value. */
      readonly valueType: string | undefined;
      readonly previews: Previews;
      /** The value itself, where JSON can hold it. */
      readonly json?: unknown;
      /** Why the value itself could not be kept, as one sentence. */
      readonly note: string | undefined;
      readonly artifacts: readonly Artifact[];
    }
  | {
      readonly kind: 'raised';
      readonly errorType: string;
      readonly message: string;
      readonly frames: readonly Frame[];
      /** The exceptions behind it, nearest first. */
      readonly causes: readonly Cause[];
      /** What more is known of it, such as the memory that it used, as one sentence. */
      readonly fact: string | undefined;
      /** The traceback as Python prints it. */
      readonly text: string | undefined;
      readonly next: string | undefined;
      /** A name that it lacked because this line was left out. */
      readonly leftOut: { readonly name: string; readonly line: number } | undefined;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly next: string | undefined;
      /** Where, if it is about a line of the person's own. */
      readonly frames: readonly Frame[];
      readonly steps: readonly Step[];
    }
  | { readonly kind: 'ended'; readonly message: string };

/** What a job showed before its end: an item that it yielded, or a figure. `index` counts each kind from 0. */
export interface Shown {
  readonly kind: 'item' | 'display';
  readonly index: number;
  /** Of a figure. */
  readonly title: string;
  readonly previews: Previews;
  readonly json?: unknown;
}

/** Everything about a job but its output. */
export interface JobStatus {
  readonly job: string;
  readonly label: string;
  readonly args: string;
  readonly host: string;
  readonly state: JobState;
  readonly stateWord: string;
  /** Milliseconds at the moment of sending: the page's clock may be another machine's. */
  readonly elapsed: number | undefined;
  readonly ticking: boolean;
  /** What goes on, or that the laptop may be closed; undefined where there is nothing to say. */
  readonly phase: string | undefined;
  readonly safe: string | undefined;
  /** Sentences that do not stop the run: an optional import that was not found, a connection that is missing. */
  readonly notes: readonly string[];
  /** What of the entry's file was left out, in a few words; undefined where nothing was, or it is not known here. */
  readonly leftOut: string | undefined;
  readonly actions: {
    readonly cancel: boolean;
    readonly rerun: boolean;
    readonly save: boolean;
    readonly reconnect: boolean;
  };
  readonly outcome: Outcome | undefined;
}

/** A file that the job wrote: a picture as a `data:` URL, the beginning of a text, or why neither is shown. */
export type ArtifactLook =
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'text'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'neither'; readonly why: string };

export type EditorToPanel =
  /** Replaces everything that is shown; null shows the empty state. */
  | {
      readonly type: 'snapshot';
      readonly status: JobStatus | null;
      readonly output: readonly OutputChunk[];
      readonly truncated: boolean;
      /** The latest of it. */
      readonly shown: readonly Shown[];
    }
  | { readonly type: 'status'; readonly status: JobStatus }
  | { readonly type: 'details'; readonly job: string; readonly details: Details }
  /** What an artifact that was asked for looks like. */
  | { readonly type: 'artifact'; readonly job: string; readonly path: string; readonly look: ArtifactLook }
  /** An item of the menu was chosen, where it was opened last. */
  | { readonly type: 'menu'; readonly item: PageMenuItem }
  | { readonly type: 'output'; readonly job: string; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'shown'; readonly job: string; readonly shown: readonly Shown[] };

const job = z.string().min(1);
const index = z.number().int().nonnegative();
/** Which of the values that a job showed. */
const shownPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result') }),
  z.object({ kind: z.literal('display'), index }),
  z.object({ kind: z.literal('item'), index }),
]);
export type ShownPlace = z.infer<typeof shownPlaceSchema>;
export const panelToEditorSchema = z.discriminatedUnion('type', [
  /** The page is loaded (again) and knows nothing but the job that it showed last. */
  z.object({ type: z.literal('ready'), job: job.optional() }),
  /** How many columns a row of the output has now: told when it is first seen, and when it changes. */
  z.object({ type: z.literal('columns'), columns: z.number().int().positive() }),
  z.object({ type: z.literal('cancel'), job }),
  z.object({ type: z.literal('rerun'), job }),
  /** Again, with the line that was left out and is missing. */
  z.object({ type: z.literal('runWithLine'), job }),
  /** What its call would send now. */
  z.object({ type: z.literal('preview'), job }),
  z.object({ type: z.literal('reconnect'), job }),
  z.object({ type: z.literal('save'), job, artifact: z.string().min(1).optional() }),
  /** One preview of a value, as a file of its own. */
  z.object({ type: z.literal('savePreview'), job, place: shownPlaceSchema, mime: z.string().min(1) }),
  /** A value's HTML, as a page of its own. */
  z.object({ type: z.literal('openInBrowser'), job, place: shownPlaceSchema }),
  /** The lines of Python that load the value, into the clipboard. */
  z.object({ type: z.literal('copyAsPython'), job }),
  /** A line of the project, as a traceback's local frame names it. */
  z.object({
    type: z.literal('open'),
    job,
    file: z.string().min(1),
    line: z.number().int().nonnegative(),
    cell: z.number().int().positive().optional(),
    /** The line as it ran: where it is another one now, the version that ran is opened. */
    text: z.string().optional(),
    /** The version that ran is asked for, whatever is there now. */
    asItRan: z.boolean().optional(),
  }),
  /** The exception into the clipboard: as Python prints it, or as Markdown with where and how it ran. */
  z.object({ type: z.literal('copyError'), job, form: z.enum(['text', 'markdown']) }),
  /** Into the clipboard. */
  z.object({ type: z.literal('copy'), text: z.string() }),
  /** The output from its first byte. */
  z.object({ type: z.literal('loadAll'), job }),
  /** In the browser, as the job printed it: no other kind of address. */
  z.object({ type: z.literal('openUrl'), url: z.url({ protocol: /^https?$/ }) }),
  /** A next step that was offered. */
  z.object({ type: z.literal('step'), job, action: z.enum(errorActionNames) }),
  /** Which files were sent, as the host tells it. */
  z.object({ type: z.literal('listSent'), job }),
  /** A file that the job wrote: to be shown in the page, or opened in the editor. */
  z.object({ type: z.literal('look'), job, artifact: z.string().min(1) }),
  z.object({ type: z.literal('openArtifact'), job, artifact: z.string().min(1) }),
  /** The very code that ran, once more. */
  z.object({ type: z.literal('rerunSent'), job }),
  z.object({ type: z.literal('addHost') }),
]);
export type PanelToEditor = z.infer<typeof panelToEditorSchema>;

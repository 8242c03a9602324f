import { z } from 'zod';

/** What a person decided about what one entry sends, remembered until it is decided otherwise. */
export const choicesSchema = z.object({
  /** Top-level statements of the entry's file by their key: kept, or left out, whatever the slice finds. */
  statements: z.record(z.string(), z.enum(['keep', 'leave'])).default({}),
  /** Files and folders by their bundle path: sent, or not, whatever their size and whoever ignores them. */
  paths: z.record(z.string(), z.enum(['send', 'hold'])).default({}),
  /** Where nobody can tell what the entry needs of its file: all of its top level, or what the slice found. */
  undecidable: z.enum(['whole', 'slice']).optional(),
});
export type Choices = z.infer<typeof choicesSchema>;

/** The choices of one workspace, one file under the XDG state folder. */
export const choicesFileSchema = z.object({
  version: z.literal(1),
  /** Absolute. */
  workspace: z.string(),
  /** By the file's path, as it was asked for, then by the entry's name; the whole file's is empty. */
  files: z.record(z.string(), z.record(z.string(), choicesSchema)),
});
export type ChoicesFile = z.infer<typeof choicesFileSchema>;

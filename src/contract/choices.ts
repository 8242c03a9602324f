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

export const noChoices: Choices = { statements: {}, paths: {} };

import { z } from 'zod';

/** What the suite inside VS Code reports to the test run outside: one object per test, in order. */
export const resultsSchema = z.array(
  z.object({
    name: z.string(),
    state: z.enum(['passed', 'failed', 'pending']),
    error: z.string().optional(),
  }),
);
export type Results = z.infer<typeof resultsSchema>;

/** The environment variable that names the file for them. */
export const resultsVariable = 'FARCALL_TEST_RESULTS';

import { z } from 'zod';
import { hosts } from './arena';
import type { ClientSettings } from './client';
import { stages } from './plan';

/** What a client in another process is told. */
export const clientSettingsSchema: z.ZodType<ClientSettings> = z.object({
  configFile: z.string(),
  host: z.enum(hosts),
  force: z.enum(['ssh2', 'openssh']),
  directory: z.string(),
  state: z.string(),
  workspace: z.string(),
  slots: z.number().nullable(),
  terminal: z.boolean(),
});

/** What it tells. */
export const clientMessageSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ job: z.string() }),
  z.object({ stage: z.enum(stages) }),
  z.object({ done: z.literal(true) }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

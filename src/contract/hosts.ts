import { z } from 'zod';

/** Options of one host (DESIGN 4.3), in `hosts.json` and in the setting `farcall.hosts`. */
export const hostOptionsSchema = z.object({
  python: z.string().min(1).optional(),
  directory: z.string().min(1).optional(),
  setup: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  paths: z.record(z.string(), z.string()).optional(),
  slots: z.number().int().positive().optional(),
  gpus: z.number().int().nonnegative().optional(),
  engine: z.string().optional(),
  preload: z.union([z.boolean(), z.array(z.string())]).optional(),
  terminal: z.boolean().optional(),
  command: z.array(z.string()).min(1).optional(),
});
export type HostOptions = z.infer<typeof hostOptionsSchema>;

export const hostsFileSchema = z.object({
  /** The host that runs go to unless one is named. */
  default: z.string().optional(),
  hosts: z.record(z.string(), hostOptionsSchema),
});
export type HostsFile = z.infer<typeof hostsFileSchema>;

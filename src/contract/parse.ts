import { z } from 'zod';
import { FarcallError } from '../base/errors';

/** Parses a value from outside; what does not fit names itself and the first place that is wrong. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw new FarcallError(
    'protocol',
    `${what} is not what was expected${where}: ${issue?.message ?? 'no reason given'}.`,
  );
}

/** The same for JSON text. */
export function parseJson<S extends z.ZodType>(schema: S, text: string, what: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FarcallError('protocol', `${what} is not JSON.`, { cause });
  }
  return parse(schema, value, what);
}

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256');
/** Client-minted, sorts by time: `20261121-142501-3f9a0c2b`. */
export const jobId = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/, 'not a job id');
/** A relative POSIX path with no empty, `.` or `..` part. */
export const bundlePath = z
  .string()
  .min(1)
  .refine(
    (path) => !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'not a relative POSIX path',
  );

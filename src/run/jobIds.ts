import { randomBytes } from 'node:crypto';

/**
 * Mints the id of a job: UTC time, then chance, as in `20261121-142501-3f9a0c2b`. The client mints it before anything
 * is sent, so a start that is retried names the same job and starts it once.
 */
export function mintJobId(now: Date): string {
  const digits = now.toISOString().replace(/[-:T]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(4).toString('hex')}`;
}

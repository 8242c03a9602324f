import type { JournalEvent } from '../contract/journal';
import { hostWords } from '../ship/hostWords';

/** Exceptions of a job whose words are Farcall's. */
const ownExceptions = new Set(['NoInputError', 'SystemExit']);

/** An event of a job, what Farcall says in it in the language of the person. What the function raised stays as it is. */
export function inTheirWords(event: JournalEvent): JournalEvent {
  if (event.type === 'error') {
    const { message, next, code, errorType } = event;
    const isOurs = code !== undefined || ownExceptions.has(errorType);
    return {
      ...event,
      ...(isOurs ? { message: hostWords(message) } : {}),
      ...(next === undefined ? {} : { next: hostWords(next) }),
    };
  }
  if (event.type !== 'result' || event.unpicklable === undefined) return event;
  return { ...event, unpicklable: { ...event.unpicklable, message: hostWords(event.unpicklable.message) } };
}

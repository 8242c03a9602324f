import type { Child } from '../dom';
import type { Scene } from '../outcomeParts';
import { within, type Remembered } from '../pageState';
import type { ShownPlace } from '../../panel/protocol';

/** One way to look at a value. It is drawn when it is first looked at. */
export interface ValueView {
  readonly id: string;
  readonly title: string;
  draw(): Drawn;
}

export interface Drawn {
  readonly element: HTMLElement;
  /** What there is to know about it in a few words: `1,000 rows × 2 columns`. */
  readonly facts?: Child;
  readonly tools?: readonly HTMLElement[];
  /** Called when it is in the page, each time. */
  attached?(): void;
}

/** What views need besides what they show. */
export interface ViewContext {
  readonly job: string;
  /** Which of the values that the job showed. */
  readonly place: ShownPlace;
  /** For people who do not see it. */
  readonly label: string;
  readonly send: Scene['send'];
  readonly nonce: string;
  /** Choices for every value, and what belongs to this one. */
  readonly choices: Remembered;
  readonly memory: Remembered;
}

export function viewContext({ job, send, state }: Scene, nonce: string, place: ShownPlace, label: string): ViewContext {
  return { job, place, label, send, nonce, choices: state.choices, memory: within(state, placeName(place)) };
}

/** Of which there is one in the page. */
export function placeName(place: ShownPlace): string {
  return place.kind === 'result' ? 'result' : `${place.kind}-${place.index}`;
}

import { noChoices, type Choices } from '../contract/choices';
import type { Question } from '../inspect/closure';
import type { Ask } from '../run/ports';
import { questionText, undecided } from '../run/questions';

/** Asks at the controlling terminal; undefined where the person left. */
type AskLine = (prompt: string) => Promise<string | undefined>;

/**
 * Asks in a terminal what must be decided before a run. Where nobody is there to answer, nothing is sent and the error
 * names the options that decide.
 */
export function terminalAsk(askLine: AskLine, interactive: boolean): Ask {
  return async (questions) => {
    if (!interactive) throw undecided(questions);
    const answers: { -readonly [K in keyof Choices]: Choices[K] } = { ...noChoices, paths: {} };
    for (const question of questions) {
      const answer = await askOne(question, askLine);
      if (answer === undefined) return undefined;
      if (question.kind === 'large-data') answers.paths[question.path] = answer ? 'send' : 'hold';
      else answers.undecidable = answer ? 'whole' : 'slice';
    }
    return answers;
  };
}

/** True for the answer that sends more; undefined for none. */
async function askOne(question: Question, askLine: AskLine): Promise<boolean | undefined> {
  const [more, less] =
    question.kind === 'large-data'
      ? ['(s)end it once and remember', 'run (w)ithout it']
      : ['keep the (w)hole file', 'run with what was (f)ound'];
  const [moreKey, lessKey] = question.kind === 'large-data' ? ['s', 'w'] : ['w', 'f'];
  for (;;) {
    const answer = await askLine(`${questionText(question)}\n${more}, ${less}, or (c)ancel? `);
    const key = answer?.trim().toLowerCase().charAt(0) ?? 'c';
    if (key === moreKey) return true;
    if (key === lessKey) return false;
    if (key === 'c') return undefined;
  }
}

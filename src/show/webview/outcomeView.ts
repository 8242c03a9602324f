import { t } from '@vscode/l10n';
import type { JobStatus } from '../panel/protocol';
import { framesView } from './error/framesView';
import { raisedView } from './error/raisedView';
import { next, section, sentence, stepsView, type Scene } from './outcomeParts';
import { valueView } from './valueView';

/** How a job ended: its value, its traceback, or the one sentence that says why there is neither. */
export function outcomeView(status: JobStatus, scene: Scene, nonce: string): HTMLElement | undefined {
  const { outcome } = status;
  if (outcome === undefined) return undefined;
  switch (outcome.kind) {
    case 'value':
      return valueView(status, outcome, scene, nonce);
    case 'raised':
      return raisedView(outcome, scene);
    case 'refused':
      return section(
        'refused',
        t('Why it was not run'),
        sentence('message', outcome.message),
        next(outcome.next),
        framesView(outcome.frames, scene),
        stepsView(outcome.steps, scene),
      );
    case 'ended':
      return section('ended', t('How it ended'), sentence('message', outcome.message));
  }
}

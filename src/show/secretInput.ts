import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

export interface SecretAnswer {
  readonly secret: string;
  /** True where the person chose to keep it beyond this session. */
  readonly lasting: boolean;
}

const stays: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('lock'),
  tooltip: t("Kept in VS Code's secret storage. Click to keep it until this window closes only."),
};
const passes: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('unlock'),
  tooltip: t("Keep it in VS Code's secret storage, so that it is not asked for again"),
};

/** Asks for a secret line, with a button that has it kept where that is possible. Undefined where the person left. */
export function askSecret(title: string, prompt: string, mayKeep: boolean): Promise<SecretAnswer | undefined> {
  const box = vscode.window.createInputBox();
  let lasting = false;
  box.title = title;
  box.password = true;
  box.ignoreFocusOut = true;
  const draw = (): void => {
    box.prompt = lasting ? t("{0} (will be kept in VS Code's secret storage)", prompt) : prompt;
    box.buttons = mayKeep ? [lasting ? stays : passes] : [];
  };
  draw();
  return new Promise((resolve) => {
    box.onDidTriggerButton(() => {
      lasting = !lasting;
      draw();
    });
    box.onDidAccept(() => {
      resolve({ secret: box.value, lasting });
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

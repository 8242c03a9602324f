import { Client, tellStages, type ClientSettings } from './client';
import { clientSettingsSchema, type ClientMessage } from './clientMessages';

// A client in a process of its own, to be killed: told what to run by its parent, it tells how far it has come.

function tell(message: ClientMessage): void {
  process.send?.(message);
}

async function start(settings: ClientSettings): Promise<void> {
  const client = await Client.create(settings);
  const run = client.run();
  tell({ job: run.job });
  tellStages(run, (stage) => tell({ stage }));
  await run.done.catch(() => undefined);
  tell({ done: true });
}

process.on('message', (message) => void start(clientSettingsSchema.parse(message)));
process.on('disconnect', () => process.exit());
tell({ ready: true });

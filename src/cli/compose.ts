import os from 'node:os';
import path from 'node:path';
import type { Logger } from '../base/logging';
import { LazyInspector, loadSyntax } from '../inspect/lazyInspector';
import { diskSource } from '../inspect/sources';
import type { HostPorts } from './commands/hostsCommand';
import type { JobRegistry } from '../run/jobRegistry';
import type { RunPorts } from '../run/ports';
import type { Runs } from '../run/runs';
import { systemClock } from '../run/systemClock';
import { loadRuntime } from '../ship/assets';
import { HostConnections } from '../ship/connections';
import { HostBook } from '../ship/hostBook';
import type { Prompts } from '../ship/prompts';

/** The rooms as the terminal uses them. */
export interface CliRooms {
  readonly ports: RunPorts;
  readonly runs: Runs;
  readonly registry: JobRegistry;
  readonly defaultHost: (workspace: string) => Promise<string>;
  readonly hostPorts: (workspace: string) => Omit<HostPorts, 'terminal'>;
  readonly close: () => void;
}

export interface CliWorld {
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of the runtime, the stub and the grammar. */
  readonly assets: string;
  readonly prompts: Prompts;
  readonly logger: Logger;
}

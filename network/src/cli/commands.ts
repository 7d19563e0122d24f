// The subcommands of carnet-network.
import type { Command } from './command.js';
import { deploy } from './deploy.js';
import { down, logs, status } from './operate.js';
import { env, identity } from './people.js';
import { up } from './up.js';

export const COMMANDS: Readonly<Record<string, Command>> = { up, deploy, status, env, identity, logs, down };

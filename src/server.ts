#!/usr/bin/env node
import { run } from './run/command';
import { start } from './run/start';
import { VERSION } from './run/version';

/** The program: settings, start, signals. What it starts is in run/start.ts, and what that is made from in streams/chat.ts. */
void run(process.argv.slice(2), start, VERSION);

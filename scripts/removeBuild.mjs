// Removes the compiled program, so that the next build holds nothing of files that are gone from src.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });

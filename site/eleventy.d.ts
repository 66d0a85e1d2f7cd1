/** What this project uses of Eleventy, which has no types of its own. */
declare module '@11ty/eleventy' {
  import type { MarkdownIt } from './markdown';

  export interface EleventyConfig {
    setIncludesDirectory(folder: string): void;
    addGlobalData(name: string, value: unknown): void;
    addTemplate(path: string, content: string): void;
    addFilter(name: string, filter: (...values: never[]) => unknown): void;
    addPassthroughCopy(paths: Readonly<Record<string, string>>): void;
    amendLibrary(name: 'md', amend: (markdown: MarkdownIt) => void): void;
  }
  export class Eleventy {
    constructor(
      input: string,
      output: string,
      options: { configPath: null; quietMode: boolean; config: (config: EleventyConfig) => void },
    );
    write(): Promise<unknown>;
  }
}

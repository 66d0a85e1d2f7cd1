import { register } from 'node:module';

/**
 * GitHub's own parser imports its schema in a way that bundlers understand and Node.js does not: JSON, without saying so.
 * This says so for it.
 */
const SAY_JSON = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return found.url.endsWith('.json') ? { ...found, format: 'json', importAttributes: { type: 'json' } } : found;
}`;

let registered = false;

/**
 * What GitHub would find wrong with a workflow.
 *
 * @param name the path of its file, for the messages
 * @param content the text of the file
 * @returns a message for each fault; none where it can run
 */
export async function workflowFaults(name: string, content: string): Promise<readonly string[]> {
  if (!registered) register(`data:text/javascript,${encodeURIComponent(SAY_JSON)}`);
  registered = true;
  const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

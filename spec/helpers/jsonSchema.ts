import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';

/** The page that programs read. */
export const PROTOCOL_SCHEMA = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'docs', 'protocol.schema.json'), 'utf8'),
) as { readonly oneOf: readonly { readonly properties: { readonly type: { readonly const: string } } }[] };

/** Whether an object is one that the page describes. */
export const isDescribed = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
  PROTOCOL_SCHEMA,
);

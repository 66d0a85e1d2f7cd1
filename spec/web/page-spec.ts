import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readSite } from '../../src/run/readSite';
import { build } from '../helpers/build';

const folder = (): string => join(build(), 'web');

describe('the built page', () => {
  it('is less than 20 kB, compressed', () => {
    const names = readdirSync(folder()).filter((name) => name.endsWith('.gz'));
    const bytes = names.reduce((sum, name) => sum + statSync(join(folder(), name)).size, 0);
    expect(names).toHaveLength(4);
    expect(bytes).toBeLessThan(20_000);
  });

  it('asks for nothing that is elsewhere, and has no script or style in its markup', () => {
    const html = readFileSync(join(folder(), 'index.html'), 'utf8');
    expect(html).not.toMatch(/https?:|<style|style=|\son\w+=|<script>/);
    expect(readFileSync(join(folder(), 'style.css'), 'utf8')).not.toMatch(/url\(|@import/);
  });

  it('is read with all that is needed to serve it', () => {
    const site = readSite(folder());
    expect(Array.from(site.keys()).sort()).toEqual(['/', '/icon.svg', '/main.js', '/style.css']);
    for (const { body, gzip, etag } of site.values()) {
      expect(gunzipSync(gzip)).toEqual(body);
      expect(etag).toMatch(/^[\w-]{16}$/);
    }
  });

  it('is none if it was not built', () => {
    expect(readSite(join(folder(), 'nowhere')).size).toBe(0);
  });
});

import { writeFileSync } from 'node:fs';
import { type Case, CASES, GROWTH, growthCase, shown, withClients } from './cases';
import { runCommand, say } from './commandLine';
import { HEADINGS, isWrong, rowsBeside, type Sample } from './compare';
import { coresToPinTo } from './cores';
import { growthPlot } from './growth';
import { limits, whatStops } from './limits';
import { machine, machineLine } from './machine';
import { measure } from './measure';
import { HELP, type Options, readOptions } from './options';
import { table, Ticker } from './report';
import { rounds } from './rounds';
import { rowsOfSeries, type Series, SERIES } from './series';
import { BOUND, serverAt, type Subject } from './subjects';
import { threshold, type Threshold, thresholdPlot, thresholdReport } from './threshold';

/** How many clients the threshold is looked for with. */
const THRESHOLD_CLIENTS = 1000;

/** Measures what is asked for; returns the exit status. */
async function bench(options: Options): Promise<number> {
  const cores = coresToPinTo();
  const here = machine(cores);
  const known = limits();
  const ticker = new Ticker(process.stderr);
  const samples: Sample[] = [];
  const rows: string[][] = [];
  const stops: string[] = [];
  let found: Threshold | undefined;
  const peer = options.peer && rounds();
  ticker.note(machineLine(here));

  /** Whether so many clients fit; where they do not, it is said why. */
  const fits = (name: string, clients: number): boolean => {
    const stop = whatStops(clients, known);
    if (stop === undefined) return true;
    stops.push(`${name} not run: ${stop}`);
    ticker.note(stops.at(-1) ?? '');
    return false;
  };
  const run = async (
    one: Case,
    subjects = subjectsOf(options, one, peer),
    rowsOf = (own: readonly Sample[]): string[][] => rowsBeside(one, own, subjects),
  ): Promise<boolean> => {
    if (!fits(one.name, one.clients)) return false;
    const own: Sample[] = [];
    for (let round = 1; round <= options.rounds; round += 1)
      for (const subject of subjects) {
        ticker.begin(`${one.name} ${round}/${options.rounds}, ${subject.name}`);
        const measured = await measure(one, subject, options, cores, ticker.tell);
        own.push({ case: one.name, subject: subject.name, round, measured });
      }
    samples.push(...own);
    for (const cells of rowsOf(own)) {
      rows.push(cells);
      ticker.note(table(HEADINGS, [cells]).split('\n').at(-1) ?? '');
    }
    return true;
  };
  const runSeries = async (series: Series): Promise<void> => {
    for (const each of series.cases) {
      const one = withClients(each, options.clients[0] ?? each.clients);
      const subjects = series.subjectsOf(options.server, one.clients);
      await run(one, subjects, (own) => rowsOfSeries(one, own, subjects));
    }
  };

  try {
    for (const name of options.cases) {
      if (name === 'threshold') {
        const clients = options.clients[0] ?? THRESHOLD_CLIENTS;
        if (!fits(name, clients)) continue;
        ticker.begin(`threshold with ${shown(clients)} clients`);
        found = await threshold(
          serverAt('server', options.server, clients),
          clients,
          options,
          cores,
          ticker.tell,
          (step) => {
            ticker.note(`${shown(step.rate)} lines/s: p99 ${step.p99.toFixed(1)} ms, ${shown(step.dropped)} dropped`);
          },
        );
      } else if (name === 'growth') {
        const sizes = options.clients.length > 0 ? options.clients : GROWTH;
        for (const clients of sizes) if (!(await run(withClients(growthCase(clients), clients)))) break;
      } else {
        const series = SERIES.find((known) => known.name === name);
        const one = CASES.find((known) => known.name === name);
        if (series) await runSeries(series);
        if (one) await run(withClients(one, options.clients[0] ?? one.clients));
      }
    }
  } finally {
    ticker.note('');
    if (rows.length > 0) say(`${machineLine(here)}\n\n${table(HEADINGS, rows)}`);
    if (found) say(`${rows.length > 0 ? '\n' : ''}${thresholdReport(found)}`);
    for (const stop of stops) say(stop);
    if (options.json !== undefined)
      writeFileSync(
        options.json,
        `${JSON.stringify({ machine: here, stops, samples, threshold: found }, undefined, 1)}\n`,
      );
  }
  if (options.plot !== undefined)
    writeFileSync(options.plot, await (found ? thresholdPlot(found) : growthOf(options, samples, peer)));
  return samples.some(({ subject, measured }) => !OTHERS.includes(subject) && isWrong(measured)) ? 1 : 0;
}

/** What the server is compared with, whose faults are not its own. */
const OTHERS = [BOUND.name, 'other', 'rounds'];

/** The server, and what it is compared with where that does the same. */
function subjectsOf(
  { server, against }: Options,
  { clients, comparable }: Case,
  peer?: Subject,
): readonly [Subject, ...Subject[]] {
  const bounds = comparable ? [...(against === 'bound' ? [BOUND] : []), ...(peer ? [peer] : [])] : [];
  const others = against === 'bound' || against === 'none' ? [] : [serverAt('other', against, clients)];
  return [serverAt('server', server, clients), ...others, ...bounds];
}

function growthOf(options: Options, samples: readonly Sample[], peer?: Subject): Promise<string> {
  const subjects = subjectsOf(options, growthCase(1), peer);
  return growthPlot(
    samples.filter(({ case: name }) => name.startsWith('growth')),
    subjects,
  );
}

void runCommand('bench', readOptions, HELP, bench);

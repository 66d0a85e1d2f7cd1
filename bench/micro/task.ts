import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';

/** Something small whose cost is measured. */
export interface Task {
  readonly name: string;
  /** How many lines (or values) one call handles: what is measured is the cost of one of them. */
  readonly lines: number;
  run(): void;
}

/** Tasks that are compared with each other; the first one is what the server does. */
export interface Group {
  readonly name: string;
  /** What one line is here. */
  readonly per: string;
  readonly tasks: readonly Task[];
}

/** What comes out is kept here, so that no engine finds out that nobody wants it. */
export const seen: { last: unknown } = { last: undefined };

/** Keeps each value; an error would mean that nothing is measured, so it ends the run. */
export const keep = {
  next(value: unknown): void {
    seen.last = value;
  },
  error(error: unknown): never {
    throw error;
  },
};

/**
 * Subscribes to an operator once and for all.
 *
 * @param operator what is measured
 * @returns a function that sends it a value
 */
export function driven<T, R>(operator: OperatorFunction<T, R>): (value: T) => void {
  let input: Subscriber<T> | undefined;
  new Observable<T>((subscriber) => {
    input = subscriber;
  })
    .pipe(operator)
    .subscribe(keep);
  return (value) => input?.next(value);
}

/** A task that sends an operator values, again and again. */
export function sending<T, R>(
  name: string,
  lines: number,
  operator: OperatorFunction<T, R>,
  values: readonly T[],
): Task {
  const send = driven(operator);
  return {
    name,
    lines,
    run() {
      for (const value of values) send(value);
    },
  };
}

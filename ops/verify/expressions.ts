/** A metric, a recorded series or a part of a histogram, as an expression names it. */
const NAME = /\b(?:(?:chat|nodejs|process)_\w+|\w+:\w+:\w+)/g;

/** Words that are no names: what labels are called and what they are compared with. */
const BRACES = /\{[^}]*\}/g;

/** The names of all series that an expression reads. */
export const namesIn = (expr: string): readonly string[] =>
  Array.from(new Set(expr.replaceAll(BRACES, '').match(NAME)));

/** A condition on a label, as in `reason="exit"`. */
export interface Matcher {
  readonly name: string;
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** The conditions that an expression puts on the labels of the series that it reads. */
export const matchersIn = (expr: string): readonly Matcher[] =>
  Array.from(expr.matchAll(/\b(\w+)\{([^}]*)\}/g)).flatMap(([, name = '', conditions = '']) =>
    Array.from(
      conditions.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g),
      ([, label = '', operator = '', value = '']) => ({
        name,
        label,
        operator: operator as Matcher['operator'],
        value,
      }),
    ),
  );

/** Of a histogram's three kinds of series, the name that the histogram has. */
export const metricOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');

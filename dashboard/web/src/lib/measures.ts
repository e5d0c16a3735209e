import file from '../../../../jobs/contract/src/main/resources/vn/cds/contract/measures.csv?raw';
import type { Language } from './i18n/messages';

/** The names of the measures of the event streams, from the one file that declares them. */
export const measureNames: Readonly<Record<string, Record<Language, string>>> = Object.fromEntries(
  file
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => {
      const [name = '', , , vi = '', en = ''] = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^",]*))/g)].map(
        (cell) => cell[1] ?? cell[2] ?? '',
      );
      return [name, { vi, en }];
    }),
);

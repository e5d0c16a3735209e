import { translate, type Language, type MessageKey, type Values } from './messages';

/** The language the page speaks now; reading it in a component makes the component follow it. */
class Speech {
  language = $state<Language>('vi');

  t = (key: MessageKey, values?: Values): string => translate(this.language, key, values);
}

export const speech = new Speech();
export const t = speech.t;

import { COUNTRY, type Catalogue, type Province } from './api';
import { speech, t } from './i18n/index.svelte';
import { date } from './format';
import { LiveBoard } from './live.svelte';
import { provinceName, splitName } from './province';
import { Resource } from './resource.svelte';
import { readView, writeView, type View } from './view';

/** What all pages share: what the address says, the live board, and the names of things. */
class Shell {
  view = $state.raw<View>(readView(location.pathname, location.search));
  provinces = $state.raw<Province[]>([]);
  readonly board = new LiveBoard();
  /** The latest load, for names. */
  readonly catalogue = new Resource<Catalogue>();

  /** Two digits, or COUNTRY; empty until it is known. */
  get province(): string {
    return this.view.province ?? this.board.head?.province ?? '';
  }

  /** What there is of one province alone is asked for with this; null: the whole country is on show. */
  get ofOneProvince(): string | null {
    return this.province === COUNTRY ? null : this.province;
  }

  /** A province's name in the language that is spoken; its code when it is not known. */
  provinceName(code: string): string {
    const found = this.#province(code);
    return found ? provinceName(found, speech.language) : code;
  }

  get place(): { prefix: string; name: string } {
    if (this.province === COUNTRY) return { prefix: '', name: t('place.country') };
    const found = this.#province(this.province);
    return found ? splitName(found, speech.language) : { prefix: '', name: '…' };
  }

  #province(code: string): Province | undefined {
    return this.provinces.find((entry) => entry.code === code);
  }

  get placeName(): string {
    return `${this.place.prefix} ${this.place.name}`.trim();
  }

  /** The period in words, with its days. */
  get span(): string {
    const name = t(`period.${this.view.period}`);
    const head = this.board.head;
    if (!head) return name;
    return head.from === head.to ? `${name}, ${date(head.from)}` : `${name}, ${date(head.from)} – ${date(head.to)}`;
  }

  /**
   * The address of a part of the API for the province and period on show; null until the period is known, and whether a frame is
   * offered. One that is not offered gives way to the first one.
   */
  api(path: string, more: Record<string, string | null> = {}): string | null {
    const label = this.board.head?.label;
    const frames = this.catalogue.data?.frames;
    if (!label || (more.frame && !frames)) return null;
    const params = new URLSearchParams({ period: label });
    for (const [name, value] of Object.entries(more)) {
      if (value && (name !== 'frame' || frames!.some((entry) => entry.id === value))) params.set(name, value);
    }
    return `/api/v1/${path}?${params}`;
  }

  /** The address of a view that differs in some parts from the one on show. */
  address(part: Partial<View>): string {
    return writeView(this.#with(part));
  }

  /** Shows something else. `soft` changes (typing, a wall that turns) leave no step in the history. */
  change(part: Partial<View>, soft = false): void {
    this.view = this.#with(part);
    const address = writeView(this.view);
    if (soft) history.replaceState(null, '', address);
    else if (address !== location.pathname + location.search) history.pushState(null, '', address);
  }

  /** Who goes to a page leaves an address that leads nowhere. */
  #with(part: Partial<View>): View {
    return { ...this.view, ...(part.page ? { unknown: null } : {}), ...part };
  }

  /** The address was changed by the browser. */
  follow(): void {
    this.view = readView(location.pathname, location.search);
  }
}

export const shell = new Shell();

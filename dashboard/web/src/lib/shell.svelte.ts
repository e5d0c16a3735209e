import { COUNTRY, type Catalogue, type Province } from './api';
import { speech, t } from './i18n/index.svelte';
import { date } from './format';
import { choice } from './choice.svelte';
import { LiveBoard } from './live.svelte';
import { provinceName, splitName } from './province';
import { Resource } from './resource.svelte';
import { readView, sameScope, writeView, type View } from './view';

/**
 * What all pages share: what the address says, the live board, and the names of things. What is chosen and what is on show differ
 * while the figures of a choice are on their way: headings name what is on show.
 */
class Shell {
  /** What is chosen. */
  view = $state.raw<View>(readView(location.pathname, location.search));
  provinces = $state.raw<Province[]>([]);
  readonly board = new LiveBoard();
  /** The latest load, for names. */
  readonly catalogue = new Resource<Catalogue>();

  /** What the figures on show are of. */
  get shown(): View {
    return choice.kept ?? this.view;
  }

  /** The province that is chosen: two digits, or COUNTRY; empty until it is known. */
  get province(): string {
    return this.view.province ?? this.board.asked?.province ?? '';
  }

  /** The province on show. */
  get provinceShown(): string {
    return this.board.head?.province ?? this.shown.province ?? '';
  }

  /** What there is of one province alone is asked for with this; null: the whole country is chosen. */
  get ofOneProvince(): string | null {
    return this.province === COUNTRY ? null : this.province;
  }

  /** A province's name in the language that is spoken; its code when it is not known. */
  provinceName(code: string): string {
    const found = this.#province(code);
    return found ? provinceName(found, speech.language) : code;
  }

  get place(): { prefix: string; name: string } {
    if (this.provinceShown === COUNTRY) return { prefix: '', name: t('place.country') };
    const found = this.#province(this.provinceShown);
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
    const head = this.board.head;
    const name = t(`period.${head?.period ?? this.view.period}`);
    if (!head) return name;
    return head.from === head.to ? `${name}, ${date(head.from)}` : `${name}, ${date(head.from)} – ${date(head.to)}`;
  }

  /**
   * The address of a part of the API for the province and period that is chosen; null until the period is known, and whether a frame is
   * offered. One that is not offered gives way to the first one.
   */
  api(path: string, more: Record<string, string | null> = {}): string | null {
    const label = this.board.asked?.label;
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
    this.#choose(this.#with(part));
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
    this.#choose(readView(location.pathname, location.search));
  }

  #choose(view: View): void {
    const before = this.view;
    this.view = view;
    if (!sameScope(before, view)) choice.begin(before);
  }
}

export const shell = new Shell();

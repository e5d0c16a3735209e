import type { Catalogue, CatalogueIndicator, Frame, GroupShare, Named } from './api';
import type { Language } from './i18n/messages';

export const nameOf = (entry: Named, language: Language) => (language === 'vi' ? entry.name_vi : entry.name_en);

/** The number that the decision gives an indicator, such as 3.5a or 1.1-1.3; empty when its id is a word for programs. */
export const numberOf = (id: string) => (/^[\d.]+[a-z]?(-[\d.]+[a-z]?)*$/.test(id) ? id : '');

/** The frame with an id, or the first one. */
export function frameOf(catalogue: Catalogue, id: string | null): Frame {
  return catalogue.frames.find((frame) => frame.id === id) ?? catalogue.frames[0]!;
}

/** A class of a frame. */
export interface ScoreClass extends Named {
  id: string;
  /** The least score of it, in percent. */
  from: number;
  /** 1 for the lowest class. */
  level: number;
  /** Number of classes. */
  of: number;
}

/** The classes of a frame, the best first. */
export const classesOf = (frame: Frame | null | undefined): ScoreClass[] =>
  (frame?.classes ?? []).map((entry, place, all) => ({ ...entry, level: all.length - place, of: all.length }));

/** The indicators of a frame's group, in the order of the catalogue. */
export function indicatorsOf(catalogue: Catalogue, frame: string, group: string): CatalogueIndicator[] {
  return catalogue.indicators.filter((indicator) => indicator.groups.includes(`${frame}/${group}`));
}

/** The share of its computable points that a group won; null when nothing of it can be computed. */
export const shareWon = (group: GroupShare) => (group.points === null || !group.computable ? null : group.points / group.computable);

import type { Catalogue, CatalogueIndicator, Frame, GroupedRow, GroupShare, Named, Row } from './api';
import type { Language } from './i18n/messages';

export const nameOf = (entry: Named, language: Language) => (language === 'vi' ? entry.name_vi : entry.name_en);

/** The frame with an id, or the first one. */
export function frameOf(catalogue: Catalogue, id: string | null): Frame {
  return catalogue.frames.find((frame) => frame.id === id) ?? catalogue.frames[0]!;
}

/** The indicators of a frame's group, in the order of the catalogue. */
export function indicatorsOf(catalogue: Catalogue, frame: string, group: string): CatalogueIndicator[] {
  return catalogue.indicators.filter((indicator) => indicator.groups.includes(`${frame}/${group}`));
}

/** A row that sums its groups up when somebody looks at them: of the whole country few are drawn. */
function grouped(row: Row, frame: Frame | undefined, groupOf: ReadonlyMap<string, string>): GroupedRow {
  let groups: GroupShare[] | null = null;
  return {
    ...row,
    get groups() {
      return (groups ??= frame ? groupsOf(row, frame, groupOf) : []);
    },
  };
}

/** Made rows by what they were made from, so that a row that did not change stays the same one and is not drawn again. */
const made = new WeakMap<Row, { load: number | undefined; frame: string; row: GroupedRow }>();

/** The rows with what they won in each group of a frame. */
export function withGroups(rows: readonly Row[], catalogue: Catalogue | null, frameId: string): GroupedRow[] {
  const frame = catalogue?.frames.find((candidate) => candidate.id === frameId);
  const groupOf = new Map<string, string>();
  for (const indicator of catalogue?.indicators ?? []) {
    const place = indicator.groups.find((group) => group.startsWith(frameId + '/'));
    if (place) groupOf.set(indicator.id, place.slice(frameId.length + 1));
  }
  return rows.map((row) => {
    const known = made.get(row);
    if (known && known.load === catalogue?.catalogue && known.frame === frameId) return known.row;
    const fresh = grouped(row, frame, groupOf);
    made.set(row, { load: catalogue?.catalogue, frame: frameId, row: fresh });
    return fresh;
  });
}

function groupsOf(row: Row, frame: Frame, groupOf: ReadonlyMap<string, string>): GroupShare[] {
  const shares = new Map<string, GroupShare>(
    frame.groups.map((group) => [group.id, { id: group.id, points: 0, computable: 0, of: group.points }]),
  );
  for (const indicator of row.indicators) {
    const share = shares.get(groupOf.get(indicator.id) ?? '');
    if (share && indicator.points !== null && indicator.denominator !== 0) {
      share.points += indicator.points;
      share.computable += indicator.maximum_points;
    }
  }
  return [...shares.values()];
}

/** The share of its computable points that a group won; null when nothing of it can be computed. */
export const shareWon = (group: GroupShare) => (group.computable === 0 ? null : group.points / group.computable);

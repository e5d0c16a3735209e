package vn.cds.contract.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.catalogue.indicator.GroupReference;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.file.DataText;
import vn.cds.contract.file.InvalidDataFile;

/**
 * What communes are judged by: the indicators, and the frames that group and weigh them. Immutable.
 * docs/scoring.md says what is computed from it; README.md beside the bundled file says how the
 * file is written.
 *
 * @param text the file it was read from, word for word
 * @param frames in the order of the file
 * @param indicators in the order of the file
 */
public record Catalogue(String text, List<Frame> frames, List<Indicator> indicators) {

  /** Name of the bundled file. */
  public static final String FILE = "indicators.yaml";

  public Catalogue {
    frames = List.copyOf(frames);
    indicators = List.copyOf(indicators);
  }

  /** The catalogue that comes with this library. */
  public static Catalogue bundled() {
    return Bundled.CATALOGUE;
  }

  /** Read when it is first asked for. */
  private static final class Bundled {
    static final Catalogue CATALOGUE =
        CatalogueReader.read(FILE, DataText.bundled(FILE), Figures.bundled());
  }

  /**
   * The catalogue of an administrator's file.
   *
   * @param figures those that can be declared
   * @throws InvalidDataFile with every error, each with its file and line
   */
  public static Catalogue read(Path file, Figures figures) {
    return CatalogueReader.read(file.getFileName().toString(), DataText.read(file), figures);
  }

  /**
   * The catalogue of a text, such as that of an earlier load. Declared figures may have any id,
   * since those of an earlier load may be gone.
   *
   * @param name stands before the line in each error
   * @throws InvalidDataFile with every error, each with its line
   */
  public static Catalogue parse(String name, String text) {
    return CatalogueReader.read(name, text, null);
  }

  /**
   * The part that leaders are shown: no criterion whose source nobody has verified, no frame that
   * {@linkplain #isOffered is not offered} to them, and nothing that is in such frames alone.
   */
  public Catalogue forLeaders() {
    List<Frame> offered = frames.stream().filter(this::isOffered).toList();
    Set<String> ids = offered.stream().map(Frame::id).collect(Collectors.toSet());
    return new Catalogue(
        text,
        offered,
        indicators.stream()
            .filter(
                indicator -> indicator.groups().isEmpty() || ids.stream().anyMatch(indicator::isIn))
            .map(indicator -> indicator.verifiedIn(ids))
            .filter(indicator -> !indicator.versions().isEmpty())
            .toList());
  }

  /**
   * Whether leaders are offered a frame: one that judges, when at least half of its criteria are
   * verified or an operator has confirmed it; one that only lists indicators, always.
   */
  public boolean isOffered(Frame frame) {
    List<Indicator> own =
        indicators.stream().filter(indicator -> indicator.isIn(frame.id())).toList();
    long verified = own.stream().filter(Indicator::isVerified).count();
    return frame.kind() == FrameKind.GROUPING
        || frame.confirmed() != null
        || 2 * verified >= own.size();
  }

  /** The frame with this id, or null when there is none. */
  public Frame frame(String id) {
    return frames.stream().filter(frame -> frame.id().equals(id)).findFirst().orElse(null);
  }

  /** The indicator with this id, or null when there is none. */
  public Indicator indicator(String id) {
    return indicators.stream()
        .filter(indicator -> indicator.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  /** The indicators of a group, in the order of the file. */
  public List<Indicator> indicators(GroupReference group) {
    return indicators.stream().filter(indicator -> indicator.groups().contains(group)).toList();
  }
}
